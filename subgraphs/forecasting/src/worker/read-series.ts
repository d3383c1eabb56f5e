import { sql, type Kysely } from 'kysely'
import { anyUuid } from '../any-of.ts'
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

interface Members {
  readonly productIds: readonly string[]
  readonly merchandiseIds: readonly string[]
}

/**
 * Weekly demand of several series of one level, from their first sale to the last week of the tenant's data. Demand is units sold:
 * a return is not a sale that did not happen, and is reported apart. All sales come in one statement, aggregated in the database.
 */
export async function readSeries(db: Kysely<ForecastingSchema>, wanted: SeriesToRead): Promise<WeeklySeries[]> {
  const members = await findMembers(db, wanted)
  const rows = await readSales(db, wanted, members)
  const asked = new Set(wanted.merchandiseIds.map((merchandiseId, index) => `${merchandiseId} ${wanted.storeIds[index]}`))
  return rows.filter((row) => asked.has(`${row.merchandiseId} ${row.storeId}`)).map((row) => buildSeries(row, wanted.dataThrough))
}

/** Which SKU counts for which merchandise; undefined for the assortment, to which all count. */
async function findMembers(
  db: Kysely<ForecastingSchema>,
  { merchandiseLevel, merchandiseIds }: SeriesToRead,
): Promise<Members | undefined> {
  const ids = [...new Set(merchandiseIds)]
  switch (merchandiseLevel) {
    case 'ASSORTMENT':
      return undefined
    case 'PRODUCT':
      return { productIds: ids, merchandiseIds: ids }
    case 'STYLE': {
      const rows = await db
        .selectFrom('catalog.product_ref_v1')
        .where('style_id', '=', anyUuid(ids))
        .select(['product_id', 'style_id as merchandise_id'])
        .execute()
      return toMembers(rows)
    }
    case 'CATEGORY': {
      const rows = await db
        .selectFrom('catalog.category_closure_v1 as closure')
        .innerJoin('catalog.product_ref_v1 as product', 'product.category_id', 'closure.category_id')
        .where('closure.ancestor_id', '=', anyUuid(ids))
        .select(['product.product_id', 'closure.ancestor_id as merchandise_id'])
        .execute()
      return toMembers(rows)
    }
  }
}

function toMembers(rows: readonly { readonly product_id: string; readonly merchandise_id: string }[]): Members {
  return { productIds: rows.map((row) => row.product_id), merchandiseIds: rows.map((row) => row.merchandise_id) }
}

/**
 * The filters are lists of ids, which reach through the feed's own aggregation; a join alone would not. A week counts as censored
 * when a line (a SKU in a store) had any stock-out; summed over lines, when half of the lines' days or more were lost: somewhere
 * something is always sold out, and that alone hides little of a sum.
 */
async function readSales(
  db: Kysely<ForecastingSchema>,
  { merchandiseLevel, locationLevel, storeIds, dataThrough }: SeriesToRead,
  members: Members | undefined,
): Promise<WeeklySales[]> {
  const merchandise = members === undefined ? sql`${wholeId}::uuid` : sql`member.merchandise_id`
  const store = locationLevel === 'STORE' ? sql`sales.store_id` : sql`${wholeId}::uuid`
  const isLine = merchandiseLevel === 'PRODUCT' && locationLevel === 'STORE'
  const censored = isLine ? sql`sum(sales.stock_out_days) > 0` : sql`2 * sum(sales.stock_out_days) >= 7 * count(*)`
  const membership =
    members === undefined
      ? sql``
      : sql`join unnest(${members.productIds}::uuid[], ${members.merchandiseIds}::uuid[]) as member (product_id, merchandise_id)
          on member.product_id = sales.product_id`
  const ofMembers = members === undefined ? sql`` : sql`and sales.product_id = ${anyUuid([...new Set(members.productIds)])}`
  const ofStores = locationLevel === 'STORE' ? sql`and sales.store_id = ${anyUuid([...new Set(storeIds)])}` : sql``
  const { rows } = await sql<WeeklySales>`
    with weekly as (
      select ${merchandise} as merchandise_id, ${store} as store_id, sales.week_start,
        sum(sales.sold_units)::int as units,
        ${censored} as censored
      from store.sales_feed_v1 sales ${membership}
      where sales.week_start > ${addWeeks(dataThrough, -trainingWeeks)}::date and sales.week_start <= ${dataThrough}::date
        ${ofMembers} ${ofStores}
      group by 1, 2, 3
    )
    select merchandise_id as "merchandiseId", store_id as "storeId",
      array_agg((${dataThrough}::date - week_start) / 7) as "weeksBack",
      array_agg(units) as units,
      array_agg(censored::int) as censored
    from weekly
    group by merchandise_id, store_id
    having max(units) > 0`.execute(db)
  return rows
}
