import * as migrations from '@hemisphere/migrations/migrate-schemas.ts'
import type { SchemaPlan } from '@hemisphere/migrations/database-schemas.ts'
import type pg from 'pg'
import type { SecretStore } from '../secrets/secret-store.ts'
import { databasePlans, type DatabasePlan } from './database-plans.ts'
import { openPool } from './region-pool.ts'
import type { RegionName } from '@hemisphere/topology/regions.ts'
import { schemaLogins } from './secret-ids.ts'

export interface MigrateDatabase {
  readonly plan: DatabasePlan
  /** Region of the writer. */
  readonly writer: RegionName
  readonly secrets: SecretStore
}

/** Brings schema `ops` up to date at the writer of a database of this machine. */
export function migrateOps(database: MigrateDatabase): Promise<readonly migrations.AppliedMigration[]> {
  return migrations.migrateOps(withOwners(database))
}

/** Brings all other schemas of a database up to date, whose writer holds its lease. */
export function migrateSchemas(database: MigrateDatabase): Promise<readonly migrations.AppliedMigration[]> {
  return migrations.migrateSchemas(withOwners(database))
}

function withOwners({ plan, writer, secrets }: MigrateDatabase): migrations.MigrateSchemas {
  return {
    plan,
    zoneHomes: databasePlans.flatMap(({ home, zone }) => (home === undefined || zone !== plan.zone ? [] : [home])),
    async asOwner<Result>({ schema }: SchemaPlan, work: (pool: pg.Pool) => Promise<Result>): Promise<Result> {
      const login = schemaLogins(plan).find((candidate) => candidate.schema === schema)
      if (login === undefined) throw new Error(`database ${plan.name} has no schema ${schema}`)
      const pool = await openPool(secrets, writer, login.owner.secretId, 2)
      // graphile-worker asks for it; whoever uses the connection is told of the fault all the same.
      pool.on('connect', (client) => client.on('error', () => undefined))
      try {
        return await work(pool)
      } finally {
        await pool.end()
      }
    },
  }
}
