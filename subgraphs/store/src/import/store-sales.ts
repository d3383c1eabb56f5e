import { sql, type Kysely } from 'kysely'
import type { StoreSchema } from '../database-schema.ts'
import { sumWeeks } from '../sales/sum-weeks.ts'
import type { ImportScope } from './run-import.ts'

type Database = Kysely<StoreSchema>

/** Makes the sales of the days of `sales_day` what it says at the instant `now`, and adds up the weeks in which a day changed again. */
export async function storeSales(db: Database, { tenantId, now }: ImportScope): Promise<void> {
  await storeDays(db, tenantId, new Date(now).toISOString())
  const days = sql`
    select day.*, changed.week_start
    from sales_week changed
    join store.daily_sales day on day.store_id = changed.store_id and day.product_id = changed.product_id
      and date_trunc('week', day.sold_on::timestamp)::date = changed.week_start
      and day.sold_on between changed.week_start and changed.week_start + 6`
  await sumWeeks(db, tenantId, days)
}

/**
 * Stores days, and notes the weeks of those that are new or differ in the temporary table `sales_week`. What lines of receipts added
 * to a day is replaced too: the figure holds all that was sold there until `importedAt`. Once a day was over everywhere when it was
 * imported, a later instant says no more, and a repeated import changes nothing.
 */
async function storeDays(db: Database, tenantId: string, importedAt: string): Promise<void> {
  await sql`
    create temporary table sales_week (store_id uuid not null, product_id uuid not null, week_start date not null) on commit drop`.execute(
    db,
  )
  await sql`
    with changed as (
      insert into store.daily_sales as day (
        tenant_id, store_id, product_id, sold_on, sold_units, returned_units, net_minor, full_minor, out_of_stock, imported_at
      )
      select ${tenantId}::uuid, store_id, product_id, sold_on, sold_units, returned_units, net_minor, full_minor, out_of_stock,
        ${importedAt}::timestamptz
      from sales_day
      order by store_id, product_id, sold_on
      on conflict (tenant_id, store_id, product_id, sold_on) do update set
        sold_units = excluded.sold_units, returned_units = excluded.returned_units, net_minor = excluded.net_minor,
        full_minor = excluded.full_minor, out_of_stock = excluded.out_of_stock, imported_at = excluded.imported_at
      where (day.sold_units, day.returned_units, day.net_minor, day.full_minor, day.out_of_stock)
        is distinct from (excluded.sold_units, excluded.returned_units, excluded.net_minor, excluded.full_minor, excluded.out_of_stock)
        or day.imported_at is null
        or day.imported_at < (day.sold_on + 2)::timestamptz and day.imported_at <> excluded.imported_at
      returning store_id, product_id, sold_on
    )
    insert into sales_week
    select distinct store_id, product_id, date_trunc('week', sold_on::timestamp)::date from changed`.execute(db)
  await sql`analyze sales_week`.execute(db)
}
