import type { Kysely } from 'kysely'
import type { StoreSchema } from './database-schema.ts'
import { createInventoryLoaders } from './inventory/inventory-loaders.ts'
import { createStoreLoaders } from './stores/store-loaders.ts'

export type StoreLoaders = ReturnType<typeof createLoaders>

/** Loaders of one request, by what they load. */
export function createLoaders(db: Kysely<StoreSchema>) {
  return { ...createStoreLoaders(db), ...createInventoryLoaders(db) }
}
