import { randomUUID } from 'node:crypto'
import { migrateSchema, type Migrations } from '@hemisphere/kit/migrate.ts'
import { withTenant } from '@hemisphere/kit/tenant-database.ts'
import { createTestDatabase } from '@hemisphere/local/testing/test-database.ts'
import { migrations as opsMigrations } from '@hemisphere/operations/migrations.ts'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { migrations } from '../src/migrations.ts'

const beforeLines: Migrations = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0005'))

test('days that were stored before lines were known, and those that an old version stores meanwhile, count as imported', async () => {
  await using database = await createTestDatabase([
    { schema: 'ops', ownerRole: 'ops_owner', serviceRole: 'ops_keeper', migrations: opsMigrations },
    { schema: 'forecasting', ownerRole: 'forecasting_owner', serviceRole: 'forecasting_service' },
    { schema: 'store', ownerRole: 'store_owner', serviceRole: 'store_service', migrations: beforeLines },
  ])
  const pool = await database.pool('store_service')
  const tenantId = randomUUID()
  const storeAsBefore = (day: string) =>
    withTenant({ pool, tenantId, access: 'write', statementTimeoutMs: 5_000 }, ({ db }) =>
      sql`
        insert into store.daily_sales (tenant_id, store_id, product_id, sold_on, sold_units, returned_units, net_minor, out_of_stock)
        values (${tenantId}::uuid, uuidv7(), uuidv7(), ${day}::date, 1, 0, 100, false)`.execute(db),
    )
  await storeAsBefore('2024-06-01')
  await migrateSchema(await database.pool('store_owner'), 'store', migrations)
  await storeAsBefore('2026-06-01')
  const { rows } = await withTenant({ pool, tenantId, access: 'read', statementTimeoutMs: 5_000 }, ({ db }) =>
    sql`
      select sold_on, imported_at between now() - interval '1 minute' and now() as is_imported
      from store.daily_sales order by sold_on`.execute(db),
  )
  expect(rows).toEqual([
    { sold_on: '2024-06-01', is_imported: true },
    { sold_on: '2026-06-01', is_imported: true },
  ])
})
