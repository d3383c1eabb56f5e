import { randomUUID } from 'node:crypto'
import { createTestDatabase, type TestDatabase } from '@hemisphere/local/testing/test-database.ts'
import { migrations as opsMigrations } from '@hemisphere/operations/migrations.ts'
import { sql, type Kysely } from 'kysely'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { copyRows } from '../src/copy-rows.ts'
import { TenantDatabase, withTenant } from '../src/tenant-database.ts'
import { protectTenantTable } from '../src/tenant-table.ts'

interface Schema {
  'kit_test.note': { tenant_id: string; id: number; body: string }
}

const migrations = {
  '0001-note': {
    async up(db: Kysely<unknown>): Promise<void> {
      await sql`create table kit_test.note (tenant_id uuid not null, id int not null, body text not null, primary key (tenant_id, id))`.execute(
        db,
      )
      await protectTenantTable(db, { schema: 'kit_test', table: 'note', grantTo: 'kit_test_service' })
    },
  },
}

const ada = randomUUID()
const bea = randomUUID()
let database: TestDatabase
let pool: pg.Pool

beforeAll(async () => {
  database = await createTestDatabase([
    { schema: 'ops', ownerRole: 'ops_owner', serviceRole: 'ops_keeper', migrations: opsMigrations },
    { schema: 'kit_test', ownerRole: 'kit_test_owner', serviceRole: 'kit_test_service', migrations },
  ])
  pool = await database.pool('kit_test_service')
  for (const tenantId of [ada, bea]) {
    await withTenant<Schema, void>({ pool, tenantId, access: 'write', statementTimeoutMs: 5_000 }, async ({ db }) => {
      await db
        .insertInto('kit_test.note')
        .values({ tenant_id: tenantId, id: 1, body: `of ${tenantId}` })
        .execute()
    })
  }
})

afterAll(() => database[Symbol.asyncDispose]())

const read = (tenantId: string) => ({ pool, tenantId, access: 'read', statementTimeoutMs: 5_000 }) as const

test('a tenant reads its own rows alone', async () => {
  await using tenant = new TenantDatabase<Schema>(read(ada))
  const rows = await tenant.db.selectFrom('kit_test.note').selectAll().execute()
  expect(rows).toEqual([{ tenant_id: ada, id: 1, body: `of ${ada}` }])
})

test('raw SQL outside of a tenant transaction reads nothing', async () => {
  expect((await pool.query('select * from kit_test.note')).rows).toEqual([])
})

test('a row of another tenant can not be written', async () => {
  const attempt = withTenant<Schema, unknown>({ ...read(ada), access: 'write' }, ({ db }) =>
    db.insertInto('kit_test.note').values({ tenant_id: bea, id: 2, body: 'smuggled' }).execute(),
  )
  await expect(attempt).rejects.toThrow(/row-level security/)
})

test('the tenant is gone from the connection afterwards, and after an error', async () => {
  for (const statement of [sql`select 1`, sql`select 1 / 0`]) {
    await withTenant<Schema, unknown>(read(ada), ({ db }) => statement.execute(db)).catch(() => undefined)
    const { rows } = await pool.query<{ tenant: string | null }>(`select nullif(current_setting('hemisphere.tenant', true), '') as tenant`)
    expect(rows).toEqual([{ tenant: null }])
  }
})

test('statements of one request run one after another on one connection, whatever asks for them', async () => {
  await using tenant = new TenantDatabase<Schema>(read(ada))
  const backends = await Promise.all(
    Array.from({ length: 5 }, () => sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(tenant.db)),
  )
  expect(new Set(backends.map((result) => result.rows[0]?.pid)).size).toBe(1)
})

test('work that throws leaves nothing behind', async () => {
  const attempt = withTenant<Schema, void>({ ...read(ada), access: 'write' }, async ({ db }) => {
    await db.insertInto('kit_test.note').values({ tenant_id: ada, id: 3, body: 'half' }).execute()
    throw new Error('the second half failed')
  })
  await expect(attempt).rejects.toThrow('the second half failed')
  const rows = await withTenant<Schema, unknown[]>(read(ada), ({ db }) =>
    db.selectFrom('kit_test.note').where('id', '=', 3).selectAll().execute(),
  )
  expect(rows).toEqual([])
})

test('a request that was given up sends no further statement', async () => {
  const gone = new AbortController()
  const statements: string[] = []
  await using tenant = new TenantDatabase<Schema>({ ...read(ada), signal: gone.signal, onStatement: (text) => statements.push(text) })
  await sql`select 1`.execute(tenant.db)
  gone.abort()
  await expect(sql`select 2`.execute(tenant.db)).rejects.toThrow(/abort/)
  expect(statements).toEqual(['select 1'])
})

test('copied rows keep tabs, line breaks, backslashes and nulls', async () => {
  const bodies = ['tab\there', 'line\nbreak', 'back\\slash', 'ünïcode', '\\N']
  const stored = await withTenant<Schema, unknown>({ ...read(ada), access: 'write' }, async (tenant) => {
    await sql`create temporary table staging (id int, body text) on commit drop`.execute(tenant.db)
    expect(
      await copyRows(
        await tenant.client(),
        'staging',
        ['id', 'body'],
        bodies.map((body, id) => [id, body]),
      ),
    ).toBe(bodies.length)
    return (await sql<{ body: string }>`select body from staging order by id`.execute(tenant.db)).rows.map((row) => row.body)
  })
  expect(stored).toEqual(bodies)
})
