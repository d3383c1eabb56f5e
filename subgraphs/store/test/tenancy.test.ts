import { randomUUID } from 'node:crypto'
import { listRelations, readTenants } from '@hemisphere/local/testing/relations.ts'
import { withTenant } from '@hemisphere/kit/tenant-database.ts'
import { sql } from 'kysely'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recordSales, salesLine } from './recording.ts'
import { createStoreWorld, inventoryRow, salesRow, storeRow, type StoreWorld } from './store-world.ts'

const ada = randomUUID()
const bea = randomUUID()
const years = [2024, 2025, 2026, 2027, 2028, 2029, 2030]
let world: StoreWorld

// A day in every partition that can have one by now; those of years to come are filled below the import.
beforeAll(async () => {
  world = await createStoreWorld()
  for (const tenant of [ada, bea]) {
    await world.addProducts(tenant, [{ externalId: 'P1' }])
    await world.loadStores(tenant, [storeRow({ externalId: 'S1', openedOn: null, groups: [{ kind: 'CLUSTER', name: 'Big' }] })])
    await world.loadInventory(tenant, [inventoryRow({})])
    await world.loadSales(tenant, [salesRow({})])
    await recordSales(world, tenant, { lines: [salesLine({ soldAt: '2026-11-02T09:00:00Z' })] })
    await withTenant({ pool: world.pool, tenantId: tenant, access: 'write', statementTimeoutMs: 5_000 }, async ({ db }) => {
      const days = [2019, ...years.filter((year) => year !== 2026)].map((year) => `${year}-06-01`)
      await sql`
        insert into store.daily_sales (tenant_id, store_id, product_id, sold_on, sold_units, returned_units, net_minor, out_of_stock)
        select tenant_id, store_id, product_id, day, 1, 0, 100, false
        from store.daily_sales cross join unnest(${days}::date[]) as day`.execute(db)
    })
  }
})

afterAll(() => world[Symbol.asyncDispose]())

test('every table and partition with a tenant forces row-level security, and nothing without a tenant is open to the service', async () => {
  const relations = await listRelations(world.pool, 'store')
  const protectedTables = relations.filter(({ kind, has_tenant, is_protected }) => 'rp'.includes(kind) && has_tenant && is_protected)
  expect(protectedTables.map(({ name }) => name)).toEqual([
    'store.daily_sales',
    ...years.map((year) => `store.daily_sales_${year}`),
    'store.daily_sales_default',
    'store.inventory_level',
    'store.sales_batch',
    'store.sales_line',
    'store.sales_request',
    'store.store',
    'store.store_group',
    'store.store_group_member',
    'store.weekly_sales',
  ])
  const others = relations.filter((relation) => !protectedTables.includes(relation))
  expect(others.filter(({ is_readable }) => is_readable)).toEqual([])
  expect(others.filter(({ has_tenant }) => has_tenant).map(({ name, kind }) => `${kind} ${name}`)).toEqual([
    'v store.sales_feed_v1',
    'v store.store_ref_v1',
  ])
})

describe.each(['store_service', 'forecasting_service'])('%s', (role) => {
  let pool: pg.Pool

  beforeAll(async () => {
    pool = await world.poolOf(role)
  })

  test('is no superuser, bypasses nothing and owns nothing', async () => {
    const { rows } = await pool.query(`
      select rolsuper, rolbypassrls, rolcreaterole,
        (select count(*) from pg_class where relowner = pg_roles.oid and relpersistence = 'p') as owned
      from pg_roles where rolname = current_user`)
    expect(rows).toEqual([{ rolsuper: false, rolbypassrls: false, rolcreaterole: false, owned: 0 }])
  })

  test('reads its own tenant alone from everything that it may read, by raw SQL too', async () => {
    const relations = await listRelations(pool, 'store')
    const readable = relations.filter(({ is_readable }) => is_readable)
    expect(readable).toHaveLength(role === 'store_service' ? 17 : 2)
    for (const { name } of readable) {
      expect([name, await readTenants(pool, ada, name)]).toEqual([name, [ada]])
      expect([name, await readTenants(pool, randomUUID(), name)]).toEqual([name, []])
      expect([name, (await pool.query(`select from ${name}`)).rowCount]).toEqual([name, 0])
    }
    for (const { name } of relations.filter(({ is_readable }) => !is_readable)) {
      await expect(pool.query(`select from ${name}`)).rejects.toThrow(/permission denied/)
    }
  })
})

test('the service can neither write for another tenant nor change or delete its rows', async () => {
  const asAda = (statement: string): Promise<number | null> =>
    withTenant({ pool: world.pool, tenantId: ada, access: 'write', statementTimeoutMs: 5_000 }, async (tenant) => {
      const client = await tenant.client()
      return (await client.query(statement)).rowCount
    })
  await expect(asAda(`insert into store.store_group (tenant_id, kind, name) values ('${bea}', 'CLUSTER', 'X')`)).rejects.toThrow(
    /row-level security/,
  )
  await expect(asAda(`update store.store set tenant_id = '${bea}'`)).rejects.toThrow(/row-level security/)
  for (const table of ['store', 'store_group', 'store_group_member', 'inventory_level', 'daily_sales', 'weekly_sales']) {
    expect(await asAda(`delete from store.${table} where tenant_id = '${bea}'`)).toBe(0)
  }
})

test.each(['sales_line', 'sales_batch'])('the service can only add to %s: what was acknowledged stays', async (table) => {
  await expect(world.pool.query(`update store.${table} set source = 'x'`)).rejects.toThrow(/permission denied/)
  await expect(world.pool.query(`delete from store.${table}`)).rejects.toThrow(/permission denied/)
})

test('partitions take no rows but through their table', async () => {
  await expect(world.pool.query('delete from store.daily_sales_2026')).rejects.toThrow(/permission denied/)
})

describe('published views', () => {
  async function columnsOf(view: string): Promise<string[]> {
    const { rows } = await world.pool.query<{ column: string }>(
      `select attname || ' ' || format_type(atttypid, atttypmod) as column from pg_attribute where attrelid = $1::regclass and attnum > 0 order by attnum`,
      [view],
    )
    return rows.map((row) => row.column)
  }

  async function readAsForecasting(view: string): Promise<unknown[]> {
    const pool = await world.poolOf('forecasting_service')
    return withTenant({ pool, tenantId: ada, access: 'read', statementTimeoutMs: 5_000 }, async ({ db }) => {
      return (await sql`select * from ${sql.raw(view)}`.execute(db)).rows
    })
  }

  const uuid: unknown = expect.stringMatching(/^[0-9a-f-]{36}$/)

  test('sales_feed_v1 has one row a week, store and SKU', async () => {
    expect(await columnsOf('store.sales_feed_v1')).toEqual([
      'tenant_id uuid',
      'week_start date',
      'store_id uuid',
      'product_id uuid',
      'sold_units integer',
      'returned_units integer',
      'net_minor bigint',
      'full_minor bigint',
      'stock_out_days integer',
    ])
    expect(await readAsForecasting('store.sales_feed_v1')).toEqual([
      {
        tenant_id: ada,
        week_start: '2026-11-02',
        store_id: uuid,
        product_id: uuid,
        sold_units: 3,
        returned_units: 1,
        net_minor: 2_000,
        full_minor: 3_000,
        stock_out_days: 0,
      },
    ])
  })

  test('store_ref_v1 has one row a store', async () => {
    expect(await columnsOf('store.store_ref_v1')).toEqual([
      'tenant_id uuid',
      'store_id uuid',
      'external_id text',
      'kind text',
      'opened_on date',
      'closed_on date',
    ])
    expect(await readAsForecasting('store.store_ref_v1')).toEqual([
      { tenant_id: ada, store_id: uuid, external_id: 'S1', kind: 'SHOP', opened_on: null, closed_on: null },
    ])
  })
})
