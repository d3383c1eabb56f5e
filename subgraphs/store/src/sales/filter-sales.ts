import { graphqlError } from '@hemisphere/kit/error.ts'
import { decodeIds } from '@hemisphere/kit/opaque-id.ts'
import { idTypes } from '@hemisphere/schema/id-types.ts'
import { sql, type Kysely, type RawBuilder, type SelectQueryBuilder } from 'kysely'
import { anyUuid } from '@hemisphere/kit/any-of.ts'
import type { StoreSchema } from '../database-schema.ts'
import type { WeeklySalesFilter } from '../generated/resolver-types.ts'
import { isGiven } from '@hemisphere/kit/is-given.ts'
import { selectMembers } from '../stores/store-group-queries.ts'
import { weekNumber, weekZero } from './week.ts'

const maxWeeks = 260

/**
 * Weekly sales for which every part of a filter holds, from the week that holds `from` to the week that holds `to`; an empty list
 * holds for none. A part out of bounds is BAD_USER_INPUT.
 */
export function filterSales(
  db: Kysely<StoreSchema>,
  { from, to, productIds, colorwayIds, styleIds, storeIds, storeGroupIds }: WeeklySalesFilter,
): SelectQueryBuilder<StoreSchema, 'store.weekly_sales', object> {
  let query = db.selectFrom('store.weekly_sales').where('week_start', '=', mondays(readWeeks(from, to)))
  if (isGiven(productIds)) query = query.where('product_id', '=', anyUuid(decodeIds(idTypes.product, productIds, 'filter.productIds')))
  if (isGiven(colorwayIds)) {
    query = query.where('product_id', '=', productsBy('colorway_id', decodeIds(idTypes.colorway, colorwayIds, 'filter.colorwayIds')))
  }
  if (isGiven(styleIds)) {
    query = query.where('product_id', '=', productsBy('style_id', decodeIds(idTypes.style, styleIds, 'filter.styleIds')))
  }
  if (isGiven(storeIds)) query = query.where('store_id', '=', anyUuid(decodeIds(idTypes.store, storeIds, 'filter.storeIds')))
  if (isGiven(storeGroupIds)) {
    query = query.where('store_id', 'in', selectMembers(db, decodeIds(idTypes.storeGroup, storeGroupIds, 'filter.storeGroupIds')))
  }
  return query
}

function readWeeks(from: string, to: string): readonly [number, number] {
  const [first, last] = [weekNumber(from), weekNumber(to)]
  if (to < from) throw graphqlError('BAD_USER_INPUT', `filter.to got ${to}, wanted a day from filter.from, ${from}, on`)
  if (last - first > maxWeeks) {
    throw graphqlError(
      'BAD_USER_INPUT',
      `filter.to got ${to}, ${last - first} weeks after filter.from, ${from}; at most ${maxWeeks} are allowed`,
    )
  }
  return [first, last]
}

/**
 * The weeks one by one: of a range whose bounds it does not know yet, PostgreSQL expects so few rows that it would read and sort them
 * all, where it reads a page of single weeks in the order of the primary key.
 */
function mondays([first, last]: readonly [number, number]): RawBuilder<string> {
  return sql<string>`any(array(select date ${sql.lit(weekZero)} + 7 * week from generate_series(${first}::int, ${last}::int) as week))`
}

/** SKUs of the catalog as an array: one set of keys for an index, where a join would read all weeks first. */
function productsBy(column: 'colorway_id' | 'style_id', ids: readonly string[]): RawBuilder<string> {
  return sql<string>`any(array(select product_id from catalog.product_ref_v1 where ${sql.ref(column)} = ${anyUuid(ids)}))`
}
