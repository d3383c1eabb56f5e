import { randomUUID } from 'node:crypto'
import { listRelations, readTenants } from '@hemisphere/local/testing/relations.ts'
import { withTenant } from '@hemisphere/kit/tenant-database.ts'
import { sql } from 'kysely'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { catalogRow, createCatalogWorld, type CatalogWorld } from './catalog-world.ts'

const ada = randomUUID()
const bea = randomUUID()
let world: CatalogWorld

beforeAll(async () => {
  world = await createCatalogWorld()
  for (const tenant of [ada, bea]) await world.load(tenant, [catalogRow({ productExternalId: 'P-1' })])
})

afterAll(() => world[Symbol.asyncDispose]())

test('every table with a tenant forces row-level security, and nothing without a tenant is open to the service', async () => {
  const relations = await listRelations(world.pool, 'catalog')
  const protectedTables = relations.filter(({ kind, has_tenant, is_protected }) => kind === 'r' && has_tenant && is_protected)
  expect(protectedTables.map(({ name }) => name)).toEqual([
    'catalog.category',
    'catalog.category_closure',
    'catalog.colorway',
    'catalog.product',
    'catalog.season',
    'catalog.style',
  ])
  const others = relations.filter((relation) => !protectedTables.includes(relation))
  expect(others.filter(({ is_readable }) => is_readable)).toEqual([])
  expect(others.filter(({ has_tenant }) => has_tenant).map(({ name, kind }) => `${kind} ${name}`)).toEqual([
    'v catalog.category_closure_v1',
    'v catalog.product_ref_v1',
  ])
})

describe.each(['catalog_service', 'store_service', 'forecasting_service'])('%s', (role) => {
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
    const relations = await listRelations(pool, 'catalog')
    const readable = relations.filter(({ is_readable }) => is_readable)
    expect(readable).not.toEqual([])
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
  await expect(
    asAda(
      `insert into catalog.season (tenant_id, external_id, name, starts_on, ends_on) values ('${bea}', 'X', 'X', '2026-01-01', '2026-01-02')`,
    ),
  ).rejects.toThrow(/row-level security/)
  await expect(asAda(`update catalog.season set tenant_id = '${bea}'`)).rejects.toThrow(/row-level security/)
  expect(await asAda(`update catalog.season set name = 'mine' where tenant_id = '${bea}'`)).toBe(0)
  expect(await asAda(`delete from catalog.category_closure where tenant_id = '${bea}'`)).toBe(0)
})

describe('published views', () => {
  async function columnsOf(view: string): Promise<string[]> {
    const { rows } = await world.pool.query<{ column: string }>(
      `select attname || ' ' || format_type(atttypid, atttypmod) as column from pg_attribute where attrelid = $1::regclass and attnum > 0 order by attnum`,
      [view],
    )
    return rows.map((row) => row.column)
  }

  async function readAs(role: string, view: string): Promise<unknown[]> {
    const pool = await world.poolOf(role)
    return withTenant({ pool, tenantId: ada, access: 'read', statementTimeoutMs: 5_000 }, async ({ db }) => {
      return (await sql`select * from ${sql.raw(view)}`.execute(db)).rows
    })
  }

  test.each(['store_service', 'forecasting_service'])('%s reads one row a SKU of product_ref_v1', async (role) => {
    expect(await columnsOf('catalog.product_ref_v1')).toEqual([
      'tenant_id uuid',
      'product_id uuid',
      'external_id text',
      'sku text',
      'colorway_id uuid',
      'style_id uuid',
      'category_id uuid',
      'lifecycle text',
    ])
    const uuid: unknown = expect.stringMatching(/^[0-9a-f-]{36}$/)
    expect(await readAs(role, 'catalog.product_ref_v1')).toEqual([
      {
        tenant_id: ada,
        product_id: uuid,
        external_id: 'P-1',
        sku: 'SKU-P-1',
        colorway_id: uuid,
        style_id: uuid,
        category_id: uuid,
        lifecycle: 'ACTIVE',
      },
    ])
  })

  test('forecasting_service reads category_closure_v1, in which each category is its own ancestor', async () => {
    expect(await columnsOf('catalog.category_closure_v1')).toEqual(['tenant_id uuid', 'category_id uuid', 'ancestor_id uuid'])
    const pairs = await readAs('forecasting_service', 'catalog.category_closure_v1')
    const { data } = await world.ask(ada, '{ categories { nodes { externalId } } }')
    expect(data).toEqual({ categories: { nodes: [{ externalId: 'Women' }, { externalId: 'Women > Dresses' }] } })
    expect(pairs).toHaveLength(3)
    expect(pairs.filter((pair) => Object(pair).category_id === Object(pair).ancestor_id)).toHaveLength(2)
  })

  test('store_service does not read category_closure_v1', async () => {
    await expect(readAs('store_service', 'catalog.category_closure_v1')).rejects.toThrow(/permission denied/)
  })
})
