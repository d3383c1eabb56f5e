import { Kysely, PostgresDialect } from 'kysely'
import { Migrator, type Migration } from 'kysely/migration'
import type pg from 'pg'

export type Migrations = Readonly<Record<string, Migration>>

/**
 * Brings one schema to its newest version, forward only, as the schema's owner. Names of what was applied, in order;
 * the first migration that fails is thrown and leaves nothing of itself behind. A lock lets several starters race.
 */
export async function migrateSchema(pool: pg.Pool, schema: string, migrations: Migrations): Promise<readonly string[]> {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableSchema: schema,
  })
  const { error, results = [] } = await migrator.migrateToLatest()
  if (error !== undefined) throw new Error(`a migration of schema ${schema} failed`, { cause: error })
  return results.map((result) => result.migrationName)
}
