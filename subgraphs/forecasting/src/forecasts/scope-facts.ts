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

/** First day of the last week with a sale, by scope; a scope that never sold is missing. */
export async function findLastSaleWeeks(db: Kysely<ForecastingSchema>, scopes: readonly Scope[]): Promise<ReadonlyMap<string, string>> {
  const { levels, merchandiseIds, storeIds } = toColumns(scopes)
  const { rows } = await sql<Scope & { lastWeek: string }>`
    with asked as materialized (
      select * from unnest(${levels}::text[], ${merchandiseIds}::uuid[], ${storeIds}::uuid[]) as asked (level, merchandise_id, store_id)
    ), reach as (
      select asked.*, asked.merchandise_id as product_id from asked where level = 'PRODUCT'
      union all
      select asked.*, product.product_id from asked
      join catalog.product_ref_v1 product on product.style_id = asked.merchandise_id where level = 'STYLE'
      union all
      select asked.*, product.product_id from asked
      join catalog.category_closure_v1 closure on closure.ancestor_id = asked.merchandise_id
      join catalog.product_ref_v1 product on product.category_id = closure.category_id where level = 'CATEGORY'
      union all
      select asked.*, product.product_id from asked cross join catalog.product_ref_v1 product where level = 'ASSORTMENT'
    )
    select reach.level as "merchandiseLevel", reach.merchandise_id as "merchandiseId", reach.store_id as "storeId",
      max(sales.week_start) as "lastWeek"
    from reach
    join store.sales_feed_v1 sales
      on sales.product_id = reach.product_id and (reach.store_id = ${wholeId}::uuid or sales.store_id = reach.store_id)
    where sales.sold_units > 0
    group by reach.level, reach.merchandise_id, reach.store_id`.execute(db)
  return new Map(rows.map((row) => [scopeKey(row), row.lastWeek]))
}
