import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { StoreSchema } from '../database-schema.ts'
import { fullMinorSum } from './full-minor-sum.ts'

/**
 * Adds up the weeks that `changed` names, rows (store_id, product_id, week_start) without repeats: from all their days, never by
 * differences, so that the roll-up can't drift from them. Nobody else may change these days meanwhile.
 */
export async function sumWeeks(db: Kysely<StoreSchema>, tenantId: string, changed: RawBuilder<unknown>): Promise<void> {
  await sql`
    insert into store.weekly_sales as week (
      tenant_id, week_start, product_id, store_id, sold_units, returned_units, net_minor, full_minor, stock_out_days
    )
    select ${tenantId}::uuid, changed.week_start, changed.product_id, changed.store_id,
      sum(day.sold_units), sum(day.returned_units), sum(day.net_minor), ${fullMinorSum(sql`day`)},
      count(*) filter (where day.out_of_stock)
    from ${changed} changed
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
