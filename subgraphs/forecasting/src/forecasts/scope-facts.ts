import { sql, type Kysely } from 'kysely'
import { anyUuid } from '@hemisphere/kit/any-of.ts'
import type { ForecastingSchema, MerchandiseLevel } from '../database-schema.ts'
import { scopeKey, toColumns, wholeId, type Scope } from './scope.ts'

/** What catalog and store know of one piece of merchandise. */
export interface MerchandiseFacts {
  /** Whether every SKU of it is discontinued. */
  readonly discontinued: boolean
}

export interface StoreFacts {
  /** Last day on which it sells; null when no end is planned. */
  readonly closedOn: string | null
}

/** Merchandise by level and id; what the tenant does not have is missing. */
export async function findMerchandiseFacts(
  db: Kysely<ForecastingSchema>,
  scopes: readonly Scope[],
): Promise<ReadonlyMap<string, MerchandiseFacts>> {
  const idsOf = (level: MerchandiseLevel): string[] =>
    scopes.filter((scope) => scope.merchandiseLevel === level).map((scope) => scope.merchandiseId)
  const { rows } = await sql<{ level: MerchandiseLevel; id: string; discontinued: boolean }>`
    select 'PRODUCT' as level, product_id as id, lifecycle = 'DISCONTINUED' as discontinued
    from catalog.product_ref_v1 where product_id = ${anyUuid(idsOf('PRODUCT'))}
    union all
    select 'STYLE', style_id, bool_and(lifecycle = 'DISCONTINUED')
    from catalog.product_ref_v1 where style_id = ${anyUuid(idsOf('STYLE'))}
    group by style_id
    union all
    select 'CATEGORY', closure.ancestor_id, coalesce(bool_and(product.lifecycle = 'DISCONTINUED'), false)
    from catalog.category_closure_v1 closure
    left join catalog.product_ref_v1 product
      on product.tenant_id = closure.tenant_id and product.category_id = closure.category_id
    where closure.ancestor_id = ${anyUuid(idsOf('CATEGORY'))}
    group by closure.ancestor_id`.execute(db)
  return new Map(rows.map(({ level, id, discontinued }) => [`${level} ${id}`, { discontinued }]))
}

/** Stores by id; what the tenant does not have is missing. */
export async function findStoreFacts(db: Kysely<ForecastingSchema>, scopes: readonly Scope[]): Promise<ReadonlyMap<string, StoreFacts>> {
  const ids = scopes.map((scope) => scope.storeId).filter((id) => id !== wholeId)
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('store.store_ref_v1').where('store_id', '=', anyUuid(ids)).select(['store_id', 'closed_on']).execute()
  return new Map(rows.map((row) => [row.store_id, { closedOn: row.closed_on }]))
}

/**
 * First day of the last week with a sale, by scope; a scope that never sold is missing. `week_start + 0` keeps the planner from
 * walking back through all weeks of the feed in search of one SKU; for the assortment that walk is short.
 */
export async function findLastSaleWeeks(db: Kysely<ForecastingSchema>, scopes: readonly Scope[]): Promise<ReadonlyMap<string, string>> {
  const { levels, merchandiseIds, storeIds } = toColumns(scopes)
  const ofPlace = sql`sales.sold_units > 0 and (asked.store_id = ${wholeId}::uuid or sales.store_id = asked.store_id)`
  const { rows } = await sql<Scope & { lastWeek: string }>`
    with asked as materialized (
      select * from unnest(${levels}::text[], ${merchandiseIds}::uuid[], ${storeIds}::uuid[]) as asked (level, merchandise_id, store_id)
    ), reach as materialized (
      select asked.*, asked.merchandise_id as product_id from asked where level = 'PRODUCT'
      union all
      select asked.*, product.product_id from asked
      join catalog.product_ref_v1 product on product.style_id = asked.merchandise_id where level = 'STYLE'
      union all
      select asked.*, product.product_id from asked
      join catalog.category_closure_v1 closure on closure.ancestor_id = asked.merchandise_id
      join catalog.product_ref_v1 product on product.category_id = closure.category_id where level = 'CATEGORY'
    ), last_week as (
      select asked.level, asked.merchandise_id, asked.store_id, (
        select max(sales.week_start + 0) from store.sales_feed_v1 sales where sales.product_id = asked.product_id and ${ofPlace}
      ) as week from reach as asked
      union all
      select asked.level, asked.merchandise_id, asked.store_id, (
        select max(sales.week_start) from store.sales_feed_v1 sales where ${ofPlace}
      ) from asked where level = 'ASSORTMENT'
    )
    select level as "merchandiseLevel", merchandise_id as "merchandiseId", store_id as "storeId", max(week) as "lastWeek"
    from last_week where week is not null
    group by level, merchandise_id, store_id`.execute(db)
  return new Map(rows.map((row) => [scopeKey(row), row.lastWeek]))
}
