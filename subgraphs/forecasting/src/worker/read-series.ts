import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { ForecastingSchema, LocationLevel, MerchandiseLevel } from '../database-schema.ts'
import { addWeeks } from '../days.ts'
import { wholeId } from '../forecasts/scope.ts'
import { trainingWeeks } from '../sales-rules.ts'
import { buildSeries, type WeeklySeries, type WeeklySales } from './weekly-series.ts'

export interface SeriesToRead {
  readonly merchandiseLevel: MerchandiseLevel
  readonly locationLevel: LocationLevel
  readonly merchandiseIds: readonly string[]
  readonly storeIds: readonly string[]
  /** First day of the last week to read. */
  readonly dataThrough: string
}

/**
 * Weekly demand of several series of one level, from their first sale to the last week of the tenant's data. Demand is units sold:
 * a return is not a sale that did not happen, and is reported apart. All comes in one statement, aggregated in the database.
 * A week is censored, its sales a lower bound of demand, when a line (a SKU in a store) had any stock-out; where lines are summed,
 * when half of their days or more were lost: somewhere something is always sold out, and that alone hides little of a sum.
 */
export async function readSeries(db: Kysely<ForecastingSchema>, wanted: SeriesToRead): Promise<WeeklySeries[]> {
  const { rows } = await sql<WeeklySales>`
    with weekly as (${selectWeekly(wanted)})
    select merchandise_id as "merchandiseId", store_id as "storeId",
      array_agg((${wanted.dataThrough}::date - week_start) / 7) as "weeksBack",
      array_agg(units::int) as units,
      array_agg(censored::int) as censored
    from weekly
    group by merchandise_id, store_id
    having max(units) > 0`.execute(db)
  return rows.map((row) => buildSeries(row, wanted.dataThrough))
}

/** Rows (merchandise_id, store_id, week_start, units, censored). Lists are joined and not compared one by one: a join finds the index. */
function selectWeekly(wanted: SeriesToRead): RawBuilder<unknown> {
  if (wanted.merchandiseLevel === 'ASSORTMENT') return selectAssortment(wanted)
  return wanted.locationLevel === 'STORE' ? selectLines(wanted) : selectMerchandise(wanted, selectMembers(wanted))
}

function selectLines(wanted: SeriesToRead): RawBuilder<unknown> {
  return sql`
    select sales.product_id as merchandise_id, sales.store_id, sales.week_start, sales.sold_units as units,
      sales.stock_out_days > 0 as censored
    from unnest(${wanted.merchandiseIds}::uuid[], ${wanted.storeIds}::uuid[]) as asked (product_id, store_id)
    join store.sales_feed_v1 sales on sales.product_id = asked.product_id and sales.store_id = asked.store_id
    where ${inTraining(wanted)}`
}

/**
 * SKUs are summed over stores first: each counts for its style once, but for every category above it. Both parts are materialized:
 * the planner, who knows nothing of the lists' lengths, would otherwise sum again for each member.
 */
function selectMerchandise(wanted: SeriesToRead, members: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    with member as materialized (${members}), product_week as materialized (
      select sales.product_id, sales.week_start, sum(sales.sold_units) as units, sum(sales.stock_out_days) as out_days, count(*) as lines
      from (select distinct product_id from member) as asked
      join store.sales_feed_v1 sales on sales.product_id = asked.product_id
      where ${inTraining(wanted)}
      group by sales.product_id, sales.week_start
    )
    select member.merchandise_id, ${wholeId}::uuid as store_id, product_week.week_start, sum(product_week.units) as units,
      2 * sum(product_week.out_days) >= 7 * sum(product_week.lines) as censored
    from member
    join product_week on product_week.product_id = member.product_id
    group by member.merchandise_id, product_week.week_start`
}

/** Rows (product_id, merchandise_id): which SKU counts for which merchandise. */
function selectMembers({ merchandiseLevel, merchandiseIds }: SeriesToRead): RawBuilder<unknown> {
  const asked = sql`unnest(${merchandiseIds}::uuid[]) as asked (merchandise_id)`
  if (merchandiseLevel === 'PRODUCT') return sql`select merchandise_id as product_id, merchandise_id from ${asked}`
  if (merchandiseLevel === 'STYLE') {
    return sql`
      select product.product_id, asked.merchandise_id from ${asked}
      join catalog.product_ref_v1 product on product.style_id = asked.merchandise_id`
  }
  return sql`
    select product.product_id, asked.merchandise_id from ${asked}
    join catalog.category_closure_v1 closure on closure.ancestor_id = asked.merchandise_id
    join catalog.product_ref_v1 product on product.category_id = closure.category_id`
}

function selectAssortment(wanted: SeriesToRead): RawBuilder<unknown> {
  const inStores = wanted.locationLevel === 'STORE'
  const store = inStores ? sql`sales.store_id` : sql`${wholeId}::uuid`
  const ofStores = inStores ? sql`join unnest(${wanted.storeIds}::uuid[]) as asked (store_id) on asked.store_id = sales.store_id` : sql``
  return sql`
    select ${wholeId}::uuid as merchandise_id, ${store} as store_id, sales.week_start, sum(sales.sold_units) as units,
      2 * sum(sales.stock_out_days) >= 7 * count(*) as censored
    from store.sales_feed_v1 sales ${ofStores}
    where ${inTraining(wanted)}
    group by 1, 2, 3`
}

function inTraining({ dataThrough }: SeriesToRead): RawBuilder<unknown> {
  return sql`sales.week_start > ${addWeeks(dataThrough, -trainingWeeks)}::date and sales.week_start <= ${dataThrough}::date`
}
