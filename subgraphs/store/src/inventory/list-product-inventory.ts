import type { CursorCodec } from '@hemisphere/kit/cursor.ts'
import { pageSize, toPage } from '@hemisphere/kit/page.ts'
import { z } from 'zod'
import type { StoreContext } from '../context.ts'
import type { ProductStock } from './inventory-queries.ts'
import type { InventoryLevelPage } from './list-inventory.ts'

export interface ListProductInventory {
  readonly productId: string
  readonly first: number
  readonly after: string | null | undefined
}

/**
 * One page of a SKU's stock, most units on hand first. Pages of all SKUs of a request are one statement, and so are their counts;
 * a cursor is good for its own SKU alone.
 */
export async function listProductInventory(
  { loaders, cursors }: Pick<StoreContext, 'loaders' | 'cursors'>,
  { productId, first, after }: ListProductInventory,
): Promise<InventoryLevelPage> {
  const list = `product.inventoryLevels ${productId}`
  const limit = pageSize(first) + 1
  const rows = await loaders.productStock.load({ productId, limit, after: readCursor(cursors, list, after) })
  const page = toPage({ rows, first, after, cursor: (row) => cursors.encode(list, [row.on_hand_units, row.store_id]), node: (row) => row })
  return { ...page, countRows: async () => (await loaders.productStoreCount.load(productId))?.store_count ?? 0 }
}

const keySchema = z.tuple([z.int(), z.uuid()])

function readCursor(cursors: CursorCodec, list: string, after: string | null | undefined): ProductStock['after'] {
  if (typeof after !== 'string') return undefined
  const [onHandUnits, storeId] = keySchema.parse(cursors.decode(list, after, 2))
  return { onHandUnits, storeId }
}
