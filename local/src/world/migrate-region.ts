import { migrations as catalogMigrations } from '@hemisphere/catalog/migrations.ts'
import { installForecastingJobs } from '@hemisphere/forecasting/jobs/install-jobs.ts'
import { migrations as forecastingMigrations } from '@hemisphere/forecasting/migrations.ts'
import { migrations as directoryMigrations } from '@hemisphere/identity/migrations.ts'
import { migrateSchema, type Migrations } from '@hemisphere/kit/migrate.ts'
import { migrations as storeMigrations } from '@hemisphere/store/migrations.ts'
import type pg from 'pg'
import type { SecretStore } from '../secrets/secret-store.ts'
import { openPool } from './region-pool.ts'
import { zones, type RegionName } from './regions.ts'
import { schemaLoginIds, schemas, secretIds, type SchemaName } from './secret-ids.ts'

/** A migration that was applied now. */
export interface AppliedMigration {
  readonly region: RegionName
  readonly schema: SchemaName | 'directory'
  readonly name: string
}

const migrationsOf: Readonly<Record<SchemaName, Migrations>> = {
  catalog: catalogMigrations,
  store: storeMigrations,
  forecasting: forecastingMigrations,
}

/**
 * Applies what is pending in a region's database, and in the zone's directory where the region holds its writer. Schemas go
 * in the order in which one reads another's published views.
 */
export async function migrateRegion(region: RegionName, secrets: SecretStore): Promise<readonly AppliedMigration[]> {
  const applied: AppliedMigration[] = []
  for (const schema of schemas) await run(schema, schemaLoginIds(schema).owner, migrationsOf[schema])
  await asOwner(schemaLoginIds('forecasting').owner, installForecastingJobs)
  if (zones.some((zone) => zone.directoryRegion === region)) await run('directory', secretIds.directoryOwner, directoryMigrations)
  return applied

  async function run(schema: AppliedMigration['schema'], ownerLogin: string, migrations: Migrations): Promise<void> {
    await asOwner(ownerLogin, async (pool) => {
      const names = await migrateSchema(pool, schema, migrations)
      applied.push(...names.map((name) => ({ region, schema, name })))
    })
  }

  async function asOwner(login: string, work: (pool: pg.Pool) => Promise<void>): Promise<void> {
    // The migrator holds its lock on one connection and works on another.
    const pool = await openPool(secrets, region, login, 2)
    // graphile-worker asks for it; whoever uses the connection is told of the fault all the same.
    pool.on('connect', (client) => client.on('error', () => undefined))
    try {
      await work(pool)
    } finally {
      await pool.end()
    }
  }
}
