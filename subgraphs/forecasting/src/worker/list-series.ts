import { sql, type Kysely } from 'kysely'
import type { ForecastingSchema } from '../database-schema.ts'
import { addWeeks } from '../days.ts'
import { wholeId, type Scope } from '../forecasts/scope.ts'
import { awakeWeeks } from '../sales-rules.ts'

/**
 * Every series that a run forecasts: those with a sale in the 52 weeks up to `dataThrough`, of merchandise that is not wholly
 * discontinued, and, where a store is named, in a store that has not closed before the first week forecast. Ordered, so that
 * neighbours share a level and a store.
 */
export async function listSeries(db: Kysely<ForecastingSchema>, dataThrough: string): Promise<Scope[]> {
  const asleepSince = addWeeks(dataThrough, -awakeWeeks)
  const { rows } = await sql<Scope>`
    with sold as materialized (
      select store_id, product_id from store.sales_feed_v1
      where sold_units > 0 and week_start > ${asleepSince}::date and week_start <= ${dataThrough}::date
      group by store_id, product_id
    ), open_store as materialized (
      select store_id from store.store_ref_v1
      where closed_on is null or closed_on >= ${addWeeks(dataThrough, 1)}::date
    ), product as materialized (
      select product_id, style_id, category_id, lifecycle <> 'DISCONTINUED' as current from catalog.product_ref_v1
    ), awake as materialized (
      select * from product where product_id in (select product_id from sold)
    ), category_product as materialized (
      select closure.ancestor_id as category_id, product.product_id, product.current
      from catalog.category_closure_v1 closure join product using (category_id)
    ), series (level, merchandise_id, store_id) as (
      select 'PRODUCT', product_id, store_id
      from sold join awake using (product_id) join open_store using (store_id) where current
      union all
      select 'PRODUCT', product_id, ${wholeId}::uuid from awake where current
      union all
      select 'STYLE', style_id, ${wholeId}::uuid from product
      group by style_id having bool_or(current) and style_id in (select style_id from awake)
      union all
      select 'CATEGORY', category_id, ${wholeId}::uuid from category_product
      group by category_id having bool_or(current) and bool_or(product_id in (select product_id from sold))
      union all
      select distinct 'ASSORTMENT', ${wholeId}::uuid, store_id from sold join open_store using (store_id)
      union all
      select 'ASSORTMENT', ${wholeId}::uuid, ${wholeId}::uuid
    )
    select level as "merchandiseLevel", merchandise_id as "merchandiseId", store_id as "storeId"
    from series order by level, store_id, merchandise_id`.execute(db)
  return rows
}
