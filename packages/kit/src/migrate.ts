import { Kysely, PostgresDialect } from 'kysely'
import { Migrator, type Migration } from 'kysely/migration'
import type pg from 'pg'

/**
 * `expand` adds what the new version of the code needs, while the old one runs; `contract` takes away what no version needs any
 * more, when the new one runs everywhere.
 */
export type MigrationPhase = 'expand' | 'contract'

/** A migration expands unless it says that it contracts. */
export interface SchemaMigration extends Migration {
  readonly phase?: MigrationPhase
}

export type Migrations = Readonly<Record<string, SchemaMigration>>

/**
 * Brings one schema to its newest version, forward only, as the schema's owner. Names of what was applied, in order;
 * the first migration that fails is thrown and leaves nothing of itself behind. A lock lets several starters race.
 *
 * With a phase, those of that phase alone: contracting ones wait for their own turn, whatever was added after them, and find
 * nothing expanding left to do.
 */
export async function migrateSchema(
  pool: pg.Pool,
  schema: string,
  migrations: Migrations,
  phase?: MigrationPhase,
): Promise<readonly string[]> {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  const migratorOf = (some: Migrations): Migrator =>
    new Migrator({
      db,
      provider: { getMigrations: async () => ({ ...some }) },
      migrationTableSchema: schema,
      allowUnorderedMigrations: phase !== undefined,
    })

  /** What is applied already, and of the rest what the phase allows. */
  async function chosen(): Promise<Migrations> {
    if (phase === undefined) return migrations
    const known = await migratorOf(migrations).getMigrations()
    const pending = new Set(known.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name))
    const expanding = Object.keys(migrations).filter((name) => pending.has(name) && migrations[name]?.phase !== 'contract')
    if (phase === 'contract' && expanding.length > 0)
      throw new Error(`schema ${schema} can't contract yet, since these have still to expand it: ${expanding.join(', ')}`)
    const entries = Object.entries(migrations).filter(([name, migration]) => !pending.has(name) || (migration.phase ?? 'expand') === phase)
    return Object.fromEntries(entries)
  }

  const { error, results = [] } = await migratorOf(await chosen()).migrateToLatest()
  if (error !== undefined) throw new Error(`a migration of schema ${schema} failed`, { cause: error })
  return results.map((result) => result.migrationName)
}
