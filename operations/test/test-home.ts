import { randomUUID } from 'node:crypto'
import { protectTenantTable } from '@hemisphere/kit/tenant-table.ts'
import { createTestDatabase, type TestDatabase } from '@hemisphere/local/testing/test-database.ts'
import { sql, type Kysely } from 'kysely'
import type pg from 'pg'
import { foundWriter, holdLease } from '../src/lease/lease.ts'
import { migrations as opsMigrations } from '../src/migrations.ts'
import { placeTenant } from '../src/placement/place-tenant.ts'

/** Tables with what a copy could stumble over: references, to themselves as well, partitions, generated columns, odd values. */
export const shopMigrations = {
  '0001-shop': {
    async up(db: Kysely<unknown>): Promise<void> {
      await sql`create table shop.basket (
        tenant_id uuid not null, id int not null, name text not null, name_length int generated always as (length(name)) stored,
        paid_at timestamptz, total numeric, facts jsonb, primary key (tenant_id, id)
      )`.execute(db)
      // Comes before basket in the alphabet, and has to be written after it.
      await sql`create table shop.article (
        tenant_id uuid not null, id int generated always as identity, basket_id int not null, part_of int, "Label" text,
        primary key (tenant_id, id),
        foreign key (tenant_id, basket_id) references shop.basket (tenant_id, id),
        foreign key (tenant_id, part_of) references shop.article (tenant_id, id)
      )`.execute(db)
      await sql`create table shop.visit (tenant_id uuid not null, day date not null, visitors int not null, primary key (tenant_id, day))
        partition by range (day)`.execute(db)
      await sql`create table shop.visit_2026 partition of shop.visit for values from ('2026-01-01') to ('2027-01-01')`.execute(db)
      for (const table of ['basket', 'article', 'visit', 'visit_2026'])
        await protectTenantTable(db, { schema: 'shop', table, grantTo: 'shop_service' })
    },
  },
}

/** The database of a home on the shared server, whose lease is held: schema `ops` and one schema of tenants. */
export interface TestHome extends AsyncDisposable {
  readonly region: string
  readonly ops: pg.Pool
  readonly keeper: pg.Pool
  readonly owner: pg.Pool
  readonly service: pg.Pool
  /** A new tenant that is at home here, in epoch 1. */
  place(): Promise<string>
  readonly database: TestDatabase
}

export async function createTestHome(region = 'eu-west-1'): Promise<TestHome> {
  const database = await createTestDatabase([
    { schema: 'ops', ownerRole: 'ops_owner', serviceRole: 'ops_keeper', migrations: opsMigrations },
    { schema: 'shop', ownerRole: 'shop_owner', serviceRole: 'shop_service', migrations: shopMigrations },
  ])
  const [ops, keeper, owner, service] = await Promise.all(
    ['ops_owner', 'ops_keeper', 'shop_owner', 'shop_service'].map((role) => database.pool(role)),
  )
  if (ops === undefined || keeper === undefined || owner === undefined || service === undefined) throw new Error('a pool is missing')
  await foundWriter(ops, region)
  await holdLease(keeper, 1)
  await owner.query(`select ops.install_write_guards('shop')`)
  return {
    region,
    ops,
    keeper,
    owner,
    service,
    database,
    async place() {
      const tenantId = randomUUID()
      await placeTenant(ops, { tenantId, epoch: 1 })
      return tenantId
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  }
}

/** Settings of a transaction, besides the tenant. */
export type Settings = Readonly<Record<string, string>>

/** Runs work in a transaction with settings, and commits. */
export async function inTransaction<Result>(
  pool: pg.Pool,
  settings: Settings,
  work: (client: pg.PoolClient) => Promise<Result>,
  begin = 'begin',
): Promise<Result> {
  const client = await pool.connect()
  try {
    await client.query(begin)
    for (const [name, value] of Object.entries(settings)) await client.query('select set_config($1, $2, true)', [name, value])
    const result = await work(client)
    await client.query('commit')
    client.release()
    return result
  } catch (error) {
    client.release(true)
    throw error
  }
}

/** Inserts a basket of a tenant by raw SQL. */
export function insertBasket(pool: pg.Pool, tenantId: string, id: number, settings: Settings = {}): Promise<unknown> {
  return inTransaction(pool, { 'hemisphere.tenant': tenantId, ...settings }, (client) =>
    client.query(`insert into shop.basket (tenant_id, id, name) values ($1, $2, 'one')`, [tenantId, id]),
  )
}

/** How many rows of a table a tenant has. */
export async function countRows(pool: pg.Pool, tenantId: string, table: string): Promise<number> {
  return inTransaction(pool, { 'hemisphere.tenant': tenantId }, async (client) => {
    const { rows } = await client.query<{ count: number }>(`select count(*)::int as count from shop.${table}`)
    return rows[0]?.count ?? 0
  })
}

/** SQLSTATE with which something fails; undefined when it does not. */
export async function stateOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => (error instanceof Error && 'code' in error ? error.code : error),
  )
}

/** Waits until a server has so many sessions of this database that wait for an advisory lock. */
export async function untilWaiting(pool: pg.Pool, count: number): Promise<void> {
  for (;;) {
    const { rows } = await pool.query<{ waiting: number }>(
      `select count(*)::int as waiting from pg_locks
       where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`,
    )
    if ((rows[0]?.waiting ?? 0) >= count) return
  }
}
