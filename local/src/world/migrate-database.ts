import { migrations as catalogMigrations } from '@hemisphere/catalog/migrations.ts'
import { installForecastingJobs } from '@hemisphere/forecasting/jobs/install-jobs.ts'
import { migrations as forecastingMigrations } from '@hemisphere/forecasting/migrations.ts'
import { migrations as directoryMigrations } from '@hemisphere/identity/migrations.ts'
import { migrateSchema, type Migrations } from '@hemisphere/kit/migrate.ts'
import { foundHome, foundWriter } from '@hemisphere/operations/lease/lease.ts'
import { migrations as opsMigrations } from '@hemisphere/operations/migrations.ts'
import { migrations as storeMigrations } from '@hemisphere/store/migrations.ts'
import type pg from 'pg'
import type { SecretStore } from '../secrets/secret-store.ts'
import { databasePlans, type DatabaseName, type DatabasePlan } from './database-plans.ts'
import { openPool } from './region-pool.ts'
import type { RegionName } from '@hemisphere/topology/regions.ts'
import { schemaLogins, type SchemaLogins } from './secret-ids.ts'

/** A migration that was applied now. */
export interface AppliedMigration {
  readonly database: DatabaseName
  readonly schema: string
  readonly name: string
}

const migrationsOf: Readonly<Record<string, Migrations>> = {
  ops: opsMigrations,
  directory: directoryMigrations,
  catalog: catalogMigrations,
  store: storeMigrations,
  forecasting: forecastingMigrations,
}

export interface MigrateDatabase {
  readonly plan: DatabasePlan
  /** Region of the writer. */
  readonly writer: RegionName
  readonly secrets: SecretStore
}

/** Brings schema `ops` up to date, and notes the first writer: what the other schemas' guards and every lease stand on. */
export async function migrateOps({ plan, writer, secrets }: MigrateDatabase): Promise<readonly AppliedMigration[]> {
  const [ops] = schemaLogins(plan)
  if (ops === undefined) throw new Error(`${plan.name} has no schemas`)
  return asOwner({ writer, secrets, logins: ops }, async (pool) => {
    const applied = await migrate(plan, ops, pool)
    await foundWriter(pool, plan.firstWriter)
    if (plan.home === undefined) {
      for (const { home, zone } of databasePlans) if (home !== undefined && zone === plan.zone) await foundHome(pool, home)
    }
    return applied
  })
}

/**
 * Applies what is pending in all other schemas of a database whose writer holds its lease, and guards what is new. Schemas go
 * in the order in which one reads another's published views.
 */
export async function migrateSchemas({ plan, writer, secrets }: MigrateDatabase): Promise<readonly AppliedMigration[]> {
  const applied: AppliedMigration[] = []
  for (const logins of schemaLogins(plan).slice(1)) {
    await asOwner({ writer, secrets, logins }, async (pool) => {
      applied.push(...(await migrate(plan, logins, pool)))
      if (logins.schema === 'forecasting') await installForecastingJobs(pool)
      const install = plan.home === undefined ? 'ops.install_lease_guards' : 'ops.install_write_guards'
      await pool.query(`select ${install}($1)`, [logins.schema])
    })
  }
  return applied
}

async function migrate({ name: database }: DatabasePlan, { schema }: SchemaLogins, pool: pg.Pool): Promise<AppliedMigration[]> {
  const names = await migrateSchema(pool, schema, migrationsOf[schema] ?? {})
  return names.map((name) => ({ database, schema, name }))
}

interface AsOwner {
  readonly writer: RegionName
  readonly secrets: SecretStore
  readonly logins: SchemaLogins
}

async function asOwner<Result>({ writer, secrets, logins }: AsOwner, work: (pool: pg.Pool) => Promise<Result>): Promise<Result> {
  // The migrator holds its lock on one connection and works on another.
  const pool = await openPool(secrets, writer, logins.owner.secretId, 2)
  // graphile-worker asks for it; whoever uses the connection is told of the fault all the same.
  pool.on('connect', (client) => client.on('error', () => undefined))
  try {
    return await work(pool)
  } finally {
    await pool.end()
  }
}
