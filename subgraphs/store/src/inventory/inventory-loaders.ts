import { createRowLoader } from '@hemisphere/kit/row-loader.ts'
import DataLoader from 'dataloader'
import type { Kysely } from 'kysely'
import type { StoreSchema } from '../database-schema.ts'
import {
  countProductStores,
  findInventoryLevels,
  listProductStock,
  type InventoryKey,
  type InventoryLevelRow,
  type ProductStock,
} from './inventory-queries.ts'

/** Stock of one request: single rows, pages of SKUs, and in how many stores each SKU is; each is one statement a batch. */
export function createInventoryLoaders(db: Kysely<StoreSchema>) {
  return {
    inventoryLevel: new DataLoader<InventoryKey, InventoryLevelRow | null, string>(
      async (keys) => {
        const rows = new Map((await findInventoryLevels(db, keys)).map((row) => [textOf(row), row]))
        return keys.map((key) => rows.get(textOf(key)) ?? null)
      },
      { cacheKeyFn: textOf },
    ),
    productStock: new DataLoader<ProductStock, readonly InventoryLevelRow[], string>(
      async (pages) => {
        const rows = Map.groupBy(await listProductStock(db, pages), (row) => row.ordinal)
        return pages.map((_, index) => rows.get(index + 1) ?? [])
      },
      { cacheKeyFn: (page) => JSON.stringify(page) },
    ),
    productStoreCount: createRowLoader(
      (productIds) => countProductStores(db, productIds),
      (row) => row.product_id,
    ),
  }
}

function textOf({ product_id, store_id }: InventoryKey): string {
  return `${product_id} ${store_id}`
}
