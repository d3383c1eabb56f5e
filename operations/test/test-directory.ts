import { createTestDatabase } from '@hemisphere/local/testing/test-database.ts'
import { sql, type Kysely } from 'kysely'
import type pg from 'pg'

/** The columns of a zone's directory that a move needs; a tenant's slug is its id. */
const migrations = {
  '0001-directory': {
    async up(db: Kysely<unknown>): Promise<void> {
      await sql`create table directory.tenant (
        id uuid primary key, slug text not null, zone text not null, home_region text not null, placement_epoch int not null
      )`.execute(db)
    },
  },
}

export interface TestDirectory extends AsyncDisposable {
  readonly owner: pg.Pool
  add(tenantId: string, homeRegion: string): Promise<void>
  find(tenantId: string): Promise<unknown>
}

export async function createTestDirectory(): Promise<TestDirectory> {
  const database = await createTestDatabase([
    { schema: 'directory', ownerRole: 'directory_owner', serviceRole: 'directory_reader', migrations },
  ])
  const owner = await database.pool('directory_owner')
  return {
    owner,
    async add(tenantId, homeRegion) {
      await owner.query(`insert into directory.tenant values ($1, $2, 'eu', $3, 1)`, [tenantId, tenantId, homeRegion])
    },
    async find(tenantId) {
      const { rows } = await owner.query<object>(
        'select home_region as "homeRegion", placement_epoch as epoch from directory.tenant where id = $1',
        [tenantId],
      )
      return rows[0]
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  }
}
