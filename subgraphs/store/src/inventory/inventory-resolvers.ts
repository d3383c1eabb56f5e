import { graphqlError } from '@hemisphere/kit/error.ts'
import { decodeId, encodeId } from '@hemisphere/kit/opaque-id.ts'
import { idTypes } from '@hemisphere/schema/id-types.ts'
import type { StoreContext } from '../context.ts'
import type { InventoryLevelResolvers, QueryResolvers } from '../generated/resolver-types.ts'
import { getStoreOf } from '../stores/get-store-of.ts'
import type { InventoryLevelRow } from './inventory-queries.ts'
import { listInventory } from './list-inventory.ts'

const type = idTypes.inventoryLevel

export const inventoryQueries: Required<Pick<QueryResolvers, 'inventoryLevels'>> = {
  inventoryLevels: (_, { filter, first, after }, context) => listInventory(context, { filter, first, after }),
}

export const inventoryLevelResolvers: Required<InventoryLevelResolvers> = {
  __resolveReference: ({ id }, context) => getInventoryLevel(context, id),
  id: (row) => encodeId(type, row.product_id, row.store_id),
  product: (row) => ({ productId: row.product_id }),
  store: (row, _, context) => getStoreOf(context, row),
  onHandUnits: (row) => row.on_hand_units,
  reservedUnits: (row) => row.reserved_units,
  inTransitUnits: (row) => row.in_transit_units,
  onOrderUnits: (row) => row.on_order_units,
  asOf: (row) => row.as_of,
}

/** The stock that an id names by its SKU and store; one that is malformed, unknown or another tenant's is NOT_FOUND alike. */
async function getInventoryLevel({ loaders }: Pick<StoreContext, 'loaders'>, id: string): Promise<InventoryLevelRow> {
  const [productId, storeId] = decodeId(type, id, 2) ?? []
  const isNamed = productId !== undefined && storeId !== undefined
  const row = isNamed ? await loaders.inventoryLevel.load({ product_id: productId, store_id: storeId }) : null
  if (row === null) throw graphqlError('NOT_FOUND', `no ${type} has the id ${JSON.stringify(id.slice(0, 80))}`)
  return row
}
