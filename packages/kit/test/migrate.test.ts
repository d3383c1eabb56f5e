import { createTestDatabase, type TestDatabase } from '@hemisphere/local/testing/test-database.ts'
import { sql, type Kysely } from 'kysely'
import type pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrateSchema, type MigrationPhase, type Migrations, type SchemaMigration } from '../src/migrate.ts'

let database: TestDatabase
let pool: pg.Pool

beforeEach(async () => {
  database = await createTestDatabase([{ schema: 'catalog', ownerRole: 'catalog_owner', serviceRole: 'catalog_service' }])
  pool = await database.pool('catalog_owner')
})

afterEach(() => database[Symbol.asyncDispose]())

function migration(table: string, phase?: MigrationPhase): SchemaMigration {
  const up = async (db: Kysely<unknown>): Promise<void> => {
    await sql`create table ${sql.id('catalog', table)} ()`.execute(db)
  }
  return phase === undefined ? { up } : { up, phase }
}

const first: Migrations = { '1-one': migration('one'), '2-two': migration('two', 'contract') }
const later: Migrations = { ...first, '3-three': migration('three'), '4-four': migration('four', 'contract') }

const migrate = (migrations: Migrations, phase?: MigrationPhase): Promise<readonly string[]> =>
  migrateSchema(pool, 'catalog', migrations, phase)

test('contracting migrations wait for their phase, whatever is added after them', async () => {
  expect(await migrate(first, 'expand')).toEqual(['1-one'])
  expect(await migrate(later, 'expand')).toEqual(['3-three'])
  expect(await migrate(later, 'expand')).toEqual([])
  expect(await migrate(later, 'contract')).toEqual(['2-two', '4-four'])
  expect(await migrate(later, 'contract')).toEqual([])
})

test('nothing contracts while something has still to expand', async () => {
  await migrate(first, 'expand')
  await expect(migrate(later, 'contract')).rejects.toThrow(
    "schema catalog can't contract yet, since these have still to expand it: 3-three",
  )
  expect(await migrate(first, 'contract')).toEqual(['2-two'])
})

test('without a phase everything runs in order, and each phase finds nothing left', async () => {
  expect(await migrate(later)).toEqual(['1-one', '2-two', '3-three', '4-four'])
  expect([await migrate(later, 'expand'), await migrate(later, 'contract')]).toEqual([[], []])
})

test('a migration that fails is told with its schema, and leaves nothing behind', async () => {
  const broken: Migrations = { '1-one': migration('one'), '2-same': migration('one') }
  await expect(migrate(broken, 'expand')).rejects.toThrow('a migration of schema catalog failed')
  expect((await pool.query(`select to_regclass('catalog.one') as one`)).rows).toEqual([{ one: null }])
})
