import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { StoreSchema } from '../database-schema.ts'
import { sumWeeks } from '../sales/sum-weeks.ts'
import { dayKey, type SalesDay } from './sales-day.ts'

type DayName = Pick<SalesDay, 'storeId' | 'productId' | 'soldOn'>

/** Figures of days as far as there are any, by `dayKey`; looked up one by one, whatever PostgreSQL knows of the table. */
export async function findDays(db: Kysely<StoreSchema>, names: readonly DayName[]): Promise<ReadonlyMap<string, SalesDay>> {
  const wanted = [...new Map(names.map((name) => [dayKey(name), name])).values()]
  const { rows } = await sql<SalesDay>`
    select day.store_id as "storeId", day.product_id as "productId", day.sold_on as "soldOn", day.sold_units as "soldUnits",
      day.returned_units as "returnedUnits", day.net_minor as "netMinor", day.full_minor as "fullMinor", day.imported_at as "importedAt"
    from ${dayNames(wanted)} asked
    cross join lateral (
      select * from store.daily_sales stored
      where stored.store_id = asked.store_id and stored.product_id = asked.product_id and stored.sold_on = asked.sold_on
      limit 1
    ) day`.execute(db)
  return new Map(rows.map((day) => [dayKey(day), day]))
}

/** Makes figures of days what `days` says, and adds up their weeks again. Whether a day was out of stock, and since when it is imported, stays. */
export async function storeDays(db: Kysely<StoreSchema>, tenantId: string, days: readonly SalesDay[]): Promise<void> {
  await sql`
    insert into store.daily_sales as day (
      tenant_id, out_of_stock, imported_at, store_id, product_id, sold_on, sold_units, returned_units, net_minor, full_minor
    )
    select ${tenantId}::uuid, false, null, changed.*
    from unnest(
      ${days.map((day) => day.storeId)}::uuid[],
      ${days.map((day) => day.productId)}::uuid[],
      ${days.map((day) => day.soldOn)}::date[],
      ${days.map((day) => day.soldUnits)}::int[],
      ${days.map((day) => day.returnedUnits)}::int[],
      ${days.map((day) => day.netMinor)}::bigint[],
      ${days.map((day) => day.fullMinor)}::bigint[]
    ) as changed
    on conflict (tenant_id, store_id, product_id, sold_on) do update set
      sold_units = excluded.sold_units, returned_units = excluded.returned_units, net_minor = excluded.net_minor,
      full_minor = excluded.full_minor`.execute(db)
  await sumWeeks(db, tenantId, selectWeekDays(days))
}

/** Every day of the weeks of some days; week by week, where a join may read all days of the tenant for one line. */
function selectWeekDays(days: readonly DayName[]): RawBuilder<unknown> {
  return sql`
    select day.*, changed.week_start
    from (
      select distinct store_id, product_id, date_trunc('week', sold_on::timestamp)::date as week_start from ${dayNames(days)} changed_day
    ) changed
    cross join lateral (
      select * from store.daily_sales stored
      where stored.store_id = changed.store_id and stored.product_id = changed.product_id
        and stored.sold_on between changed.week_start and changed.week_start + 6
      offset 0
    ) day`
}

/** Rows (store_id, product_id, sold_on). */
function dayNames(days: readonly DayName[]): RawBuilder<unknown> {
  return sql`(
    select * from unnest(
      ${days.map((day) => day.storeId)}::uuid[], ${days.map((day) => day.productId)}::uuid[], ${days.map((day) => day.soldOn)}::date[]
    ) as day (store_id, product_id, sold_on)
  )`
}
