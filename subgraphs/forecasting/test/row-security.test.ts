import { withTenant } from '@hemisphere/kit/tenant-database.ts'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { installForecastingJobs } from '../src/jobs/install-jobs.ts'
import { createForecastingWorld, type ForecastingWorld } from './forecasting-world.ts'
import { seedSmallRetailer } from './small-retailer.ts'

interface TableRow {
  readonly name: string
  readonly kind: string
  readonly forced: boolean
  readonly policies: number
}

const ownTables = ['forecast', 'forecast_batch', 'forecast_run', 'forecast_run_request', 'live_run']

let world: ForecastingWorld
let tables: TableRow[]
let ada: string
let bea: string

beforeAll(async () => {
  world = await createForecastingWorld()
  for (const name of ['ada', 'bea']) {
    const { tenantId } = await seedSmallRetailer(world)
    await world.runToEnd(tenantId)
    if (name === 'ada') ada = tenantId
    else bea = tenantId
  }
  const { rows } = await world.pool.query<TableRow>(`
    select relname as name, relkind as kind, relrowsecurity and relforcerowsecurity as forced,
      (select count(*) from pg_policy where polrelid = pg_class.oid) as policies
    from pg_class
    where relnamespace = 'forecasting'::regnamespace and relkind in ('r', 'p') and relname not like 'kysely\\_%'
    order by relname`)
  tables = rows
})

afterAll(() => world[Symbol.asyncDispose]())

async function tenantsIn(tenantId: string, table: string): Promise<string[]> {
  const { rows } = await withTenant({ pool: world.pool, tenantId, access: 'read', statementTimeoutMs: 5_000 }, ({ db }) =>
    sql<{ tenant_id: string }>`select distinct tenant_id from ${sql.table(`forecasting.${table}`)}`.execute(db),
  )
  return rows.map((row) => row.tenant_id)
}

test('every table and partition forces row-level security with one policy', () => {
  expect(tables.map((table) => table.name)).toEqual(expect.arrayContaining([...ownTables, 'forecast_2025', 'forecast_default']))
  expect(tables.filter((table) => !table.forced || table.policies !== 1)).toEqual([])
})

test('raw SQL as one tenant reads its own rows alone, from every table and partition', async () => {
  for (const { name } of tables) {
    const seen = await tenantsIn(ada, name)
    expect([name, seen]).toEqual([name, ownTables.includes(name) || name === 'forecast_2025' ? [ada] : []])
  }
  expect(await tenantsIn(bea, 'forecast_2025')).toEqual([bea])
})

test('raw SQL without a tenant reads nothing', async () => {
  for (const { name } of tables) expect((await world.pool.query(`select from forecasting.${name}`)).rowCount).toBe(0)
})

test('a row of another tenant can not be written', async () => {
  const attempt = withTenant({ pool: world.pool, tenantId: ada, access: 'write', statementTimeoutMs: 5_000 }, ({ db }) =>
    sql`insert into forecasting.forecast_run (tenant_id, trigger, data_through, region, code_version)
      values (${bea}::uuid, 'MANUAL', '2025-11-10', 'eu-west-1', 'x')`.execute(db),
  )
  await expect(attempt).rejects.toThrow(/row-level security/)
})

test('the queue is installed again without a change, and the service keeps its rights', async () => {
  await installForecastingJobs(await world.poolOf('forecasting_owner'))
  const { tenantId } = await seedSmallRetailer(world)
  expect(await world.runToEnd(tenantId)).toBeTypeOf('string')
})

test('the service may not change the schema, nor pass round row-level security', async () => {
  const { rows } = await world.pool.query<{ super: boolean; bypass: boolean; creates: boolean }>(`
    select rolsuper as super, rolbypassrls as bypass,
      has_schema_privilege('forecasting', 'create') or has_schema_privilege('forecasting_jobs', 'create') as creates
    from pg_roles where rolname = current_user`)
  expect(rows).toEqual([{ super: false, bypass: false, creates: false }])
})
