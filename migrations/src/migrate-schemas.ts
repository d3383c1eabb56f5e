import { migrations as catalogMigrations } from '@hemisphere/catalog/migrations.ts'
import { installForecastingJobs } from '@hemisphere/forecasting/jobs/install-jobs.ts'
import { migrations as forecastingMigrations } from '@hemisphere/forecasting/migrations.ts'
import { migrations as directoryMigrations } from '@hemisphere/identity/migrations.ts'
import { migrateSchema, type MigrationPhase, type Migrations } from '@hemisphere/kit/migrate.ts'
import { foundHome, foundWriter } from '@hemisphere/operations/lease/lease.ts'
import { migrations as opsMigrations } from '@hemisphere/operations/migrations.ts'
import { migrations as storeMigrations } from '@hemisphere/store/migrations.ts'
import type { DatabasePlan } from '@hemisphere/topology/databases.ts'
import type pg from 'pg'
import { opsSchema, schemasOf, type SchemaName, type SchemaPlan } from './database-schemas.ts'

const migrationsOf: Readonly<Record<SchemaName, Migrations>> = {
  ops: opsMigrations,
  directory: directoryMigrations,
  catalog: catalogMigrations,
  store: storeMigrations,
  forecasting: forecastingMigrations,
}

/** A migration that was applied now. */
export interface AppliedMigration {
  readonly database: DatabasePlan['name']
  readonly schema: string
  readonly name: string
}

export interface MigrateSchemas {
  readonly plan: DatabasePlan
  /** Homes whose first writers a directory notes: those of its zone. */
  readonly zoneHomes: readonly string[]
  /** Runs work with connections on the role of a schema's owner: two at least, since the migrator holds its lock on one. */
  readonly asOwner: <Result>(schema: SchemaPlan, work: (pool: pg.Pool) => Promise<Result>) => Promise<Result>
  /** Migrations of this phase alone; all of them when absent. */
  readonly phase?: MigrationPhase
}

/** Brings schema `ops` up to date, and notes the first writer: what the other schemas' guards and every lease stand on. */
export async function migrateOps({ plan, zoneHomes, asOwner, phase }: MigrateSchemas): Promise<readonly AppliedMigration[]> {
  return asOwner(opsSchema, async (pool) => {
    const applied = await migrate(plan, opsSchema, pool, phase)
    await foundWriter(pool, plan.firstWriter)
    if (plan.home === undefined) for (const home of zoneHomes) await foundHome(pool, home)
    return applied
  })
}

/** Applies what is pending in all other schemas, and guards what is new. Where rows are guarded already, the writer must hold its lease. */
export async function migrateSchemas({ plan, asOwner, phase }: MigrateSchemas): Promise<readonly AppliedMigration[]> {
  const applied: AppliedMigration[] = []
  for (const schema of schemasOf(plan)) {
    await asOwner(schema, async (pool) => {
      applied.push(...(await migrate(plan, schema, pool, phase)))
      if (schema.schema === 'forecasting') await installForecastingJobs(pool)
      const install = plan.home === undefined ? 'ops.install_lease_guards' : 'ops.install_write_guards'
      await pool.query(`select ${install}($1)`, [schema.schema])
    })
  }
  return applied
}

async function migrate(
  { name: database }: DatabasePlan,
  { schema }: SchemaPlan,
  pool: pg.Pool,
  phase: MigrationPhase | undefined,
): Promise<readonly AppliedMigration[]> {
  const names = await migrateSchema(pool, schema, migrationsOf[schema], phase)
  return names.map((name) => ({ database, schema, name }))
}
