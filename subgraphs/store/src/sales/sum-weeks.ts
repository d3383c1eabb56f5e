import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { StoreSchema } from '../database-schema.ts'
import { fullMinorSum } from './full-minor-sum.ts'

/**
 * Adds up weeks of which `days` holds every day, rows of `store.daily_sales` with their `week_start`: from all their days, never by
 * differences, so that the roll-up can't drift from them. Nobody else may change these days meanwhile.
 */
export async function sumWeeks(db: Kysely<StoreSchema>, tenantId: string, days: RawBuilder<unknown>): Promise<void> {
  await sql`
    insert into store.weekly_sales as week (
      tenant_id, week_start, product_id, store_id, sold_units, returned_units, net_minor, full_minor, stock_out_days
    )
    select ${tenantId}::uuid, day.week_start, day.product_id, day.store_id,
      sum(day.sold_units), sum(day.returned_units), sum(day.net_minor), ${fullMinorSum(sql`day`)},
      count(*) filter (where day.out_of_stock)
    from (${days}) day
    group by day.week_start, day.product_id, day.store_id
    order by day.week_start, day.product_id, day.store_id
    on conflict (tenant_id, week_start, product_id, store_id) do update set
      sold_units = excluded.sold_units, returned_units = excluded.returned_units, net_minor = excluded.net_minor,
      full_minor = excluded.full_minor, stock_out_days = excluded.stock_out_days
    where (week.sold_units, week.returned_units, week.net_minor, week.full_minor, week.stock_out_days)
      is distinct from (excluded.sold_units, excluded.returned_units, excluded.net_minor, excluded.full_minor, excluded.stock_out_days)`.execute(
    db,
  )
}
