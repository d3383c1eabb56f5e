import { graphqlError } from '@hemisphere/kit/error.ts'
import { decodeId, encodeId } from '@hemisphere/kit/opaque-id.ts'
import { idTypes } from '@hemisphere/schema/id-types.ts'
import type { ProductResolvers } from '../generated/resolver-types.ts'
import { listProductInventory } from './list-product-inventory.ts'

/** A SKU as this subgraph knows it: by its id alone. Whether there is one says the catalog. */
export interface ProductRef {
  readonly productId: string
}

const type = idTypes.product

export const productResolvers: Required<ProductResolvers> = {
  // A promise even so: `_entities` of @apollo/subgraph abandons the other references of a request when one throws at once.
  __resolveReference: async ({ id }) => readReference(id),
  id: ({ productId }) => encodeId(type, productId),
  inventoryLevels: ({ productId }, { first, after }, context) => listProductInventory(context, { productId, first, after }),
}

function readReference(id: string): ProductRef {
  const productId = decodeId(type, id)?.[0]
  if (productId === undefined) throw graphqlError('NOT_FOUND', `no ${type} has the id ${JSON.stringify(id.slice(0, 80))}`)
  return { productId }
}
