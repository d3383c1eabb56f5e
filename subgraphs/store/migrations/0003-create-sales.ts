import { createYearPartitions, protectTenantTable } from '@hemisphere/kit/tenant-table.ts'
import { sql, type Kysely } from 'kysely'

const years = [2024, 2025, 2026, 2027, 2028, 2029, 2030]

/**
 * Sales by day, and their roll-up by week (from Monday), which the import keeps. Units and money of a day can be corrected, a day is
 * never taken away. Neither table refers to `store` by a foreign key: a check a row would be paid for half a million rows at once,
 * and rows come from the import alone, which joins the stores.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table store.daily_sales (
      tenant_id uuid not null,
      store_id uuid not null,
      product_id uuid not null,
      sold_on date not null,
      sold_units int not null check (sold_units >= 0),
      returned_units int not null check (returned_units >= 0),
      net_minor bigint not null,
      full_minor bigint,
      out_of_stock boolean not null,
      primary key (tenant_id, store_id, product_id, sold_on)
    ) partition by range (sold_on)`.execute(db)
  await protectTenantTable(db, { schema: 'store', table: 'daily_sales', grantTo: 'store_service' })
  await createYearPartitions(db, { schema: 'store', table: 'daily_sales', years, grantTo: 'store_service' })
  await sql`
    create table store.weekly_sales (
      tenant_id uuid not null,
      week_start date not null check (extract(isodow from week_start) = 1),
      product_id uuid not null,
      store_id uuid not null,
      sold_units int not null,
      returned_units int not null,
      net_minor bigint not null,
      full_minor bigint,
      stock_out_days int not null check (stock_out_days between 0 and 7),
      primary key (tenant_id, week_start, product_id, store_id)
    )`.execute(db)
  await sql`create index weekly_sales_product on store.weekly_sales (tenant_id, product_id, store_id, week_start)`.execute(db)
  await protectTenantTable(db, { schema: 'store', table: 'weekly_sales', grantTo: 'store_service' })
}
