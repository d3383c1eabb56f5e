import { sql, type Kysely } from 'kysely'
import type { StoreSchema } from '../database-schema.ts'
import { fullMinorSum } from '../sales/full-minor-sum.ts'

type Database = Kysely<StoreSchema>

/** Makes the sales of the days of `sales_day` what it says, and adds up the weeks in which a day changed again. */
export async function storeSales(db: Database, tenantId: string): Promise<void> {
  await storeDays(db, tenantId)
  await sumWeeks(db, tenantId)
}

/** Stores days, and notes the weeks of those that are new or differ in the temporary table `sales_week`. */
async function storeDays(db: Database, tenantId: string): Promise<void> {
  await sql`
    create temporary table sales_week (store_id uuid not null, product_id uuid not null, week_start date not null) on commit drop`.execute(
    db,
  )
  await sql`
    with changed as (
      insert into store.daily_sales as day (
        tenant_id, store_id, product_id, sold_on, sold_units, returned_units, net_minor, full_minor, out_of_stock
      )
      select ${tenantId}::uuid, store_id, product_id, sold_on, sold_units, returned_units, net_minor, full_minor, out_of_stock
      from sales_day
      order by store_id, product_id, sold_on
      on conflict (tenant_id, store_id, product_id, sold_on) do update set
        sold_units = excluded.sold_units, returned_units = excluded.returned_units, net_minor = excluded.net_minor,
        full_minor = excluded.full_minor, out_of_stock = excluded.out_of_stock
      where (day.sold_units, day.returned_units, day.net_minor, day.full_minor, day.out_of_stock)
        is distinct from (excluded.sold_units, excluded.returned_units, excluded.net_minor, excluded.full_minor, excluded.out_of_stock)
      returning store_id, product_id, sold_on
    )
    insert into sales_week
    select distinct store_id, product_id, date_trunc('week', sold_on::timestamp)::date from changed`.execute(db)
  await sql`analyze sales_week`.execute(db)
}

/** Weeks are added up from all their days, never by differences: the roll-up can't drift from them. */
async function sumWeeks(db: Database, tenantId: string): Promise<void> {
  await sql`
    insert into store.weekly_sales as week (
      tenant_id, week_start, product_id, store_id, sold_units, returned_units, net_minor, full_minor, stock_out_days
    )
    select ${tenantId}::uuid, changed.week_start, changed.product_id, changed.store_id,
      sum(day.sold_units), sum(day.returned_units), sum(day.net_minor), ${fullMinorSum(sql`day`)},
      count(*) filter (where day.out_of_stock)
    from sales_week changed
    join store.daily_sales day on day.store_id = changed.store_id and day.product_id = changed.product_id
      and date_trunc('week', day.sold_on::timestamp)::date = changed.week_start
      and day.sold_on between changed.week_start and changed.week_start + 6
    group by changed.week_start, changed.product_id, changed.store_id
    order by changed.week_start, changed.product_id, changed.store_id
    on conflict (tenant_id, week_start, product_id, store_id) do update set
      sold_units = excluded.sold_units, returned_units = excluded.returned_units, net_minor = excluded.net_minor,
      full_minor = excluded.full_minor, stock_out_days = excluded.stock_out_days
    where (week.sold_units, week.returned_units, week.net_minor, week.full_minor, week.stock_out_days)
      is distinct from (excluded.sold_units, excluded.returned_units, excluded.net_minor, excluded.full_minor, excluded.stock_out_days)`.execute(
    db,
  )
}
