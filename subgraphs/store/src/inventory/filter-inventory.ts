import { decodeIds } from '@hemisphere/kit/opaque-id.ts'
import { idTypes } from '@hemisphere/schema/id-types.ts'
import { sql, type Kysely, type SelectQueryBuilder } from 'kysely'
import { anyUuid } from '@hemisphere/kit/any-of.ts'
import type { StoreSchema } from '../database-schema.ts'
import type { InventoryLevelFilter } from '../generated/resolver-types.ts'
import { isGiven } from '@hemisphere/kit/is-given.ts'
import { selectMembers } from '../stores/store-group-queries.ts'

/** Stock for which every given part of a filter holds; an empty list holds for none. A part out of bounds is BAD_USER_INPUT. */
export function filterInventory(
  db: Kysely<StoreSchema>,
  { productIds, storeIds, storeGroupIds, updatedSince }: InventoryLevelFilter,
): SelectQueryBuilder<StoreSchema, 'store.inventory_level', object> {
  let query = db.selectFrom('store.inventory_level')
  if (isGiven(productIds)) query = query.where('product_id', '=', anyUuid(decodeIds(idTypes.product, productIds, 'filter.productIds')))
  if (isGiven(storeIds)) query = query.where('store_id', '=', anyUuid(decodeIds(idTypes.store, storeIds, 'filter.storeIds')))
  if (isGiven(storeGroupIds)) {
    query = query.where('store_id', 'in', selectMembers(db, decodeIds(idTypes.storeGroup, storeGroupIds, 'filter.storeGroupIds')))
  }
  if (isGiven(updatedSince)) query = query.where(sql<boolean>`updated_at >= to_timestamp(${Date.parse(updatedSince) / 1000})`)
  return query
}
