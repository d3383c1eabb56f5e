import { anyUuid } from '@hemisphere/kit/any-of.ts'
import { totalCountLimit } from '@hemisphere/kit/page.ts'
import { sql, type Kysely, type Selectable } from 'kysely'
import type { StoreSchema } from '../database-schema.ts'

export const inventoryColumns = [
  'product_id',
  'store_id',
  'on_hand_units',
  'reserved_units',
  'in_transit_units',
  'on_order_units',
  'as_of',
] as const

export type InventoryLevelRow = Pick<Selectable<StoreSchema['store.inventory_level']>, (typeof inventoryColumns)[number]>

/** Names one row of stock. */
export type InventoryKey = Pick<InventoryLevelRow, 'product_id' | 'store_id'>

export function findInventoryLevels(db: Kysely<StoreSchema>, keys: readonly InventoryKey[]): Promise<InventoryLevelRow[]> {
  const products = keys.map((key) => key.product_id)
  const stores = keys.map((key) => key.store_id)
  return db
    .selectFrom('store.inventory_level')
    .select(inventoryColumns)
    .where(sql<boolean>`(product_id, store_id) in (select * from unnest(${products}::uuid[], ${stores}::uuid[]))`)
    .execute()
}

/** A page of the stock of one SKU: at most `limit` rows, after the row of that many units in that store. */
export interface ProductStock {
  readonly productId: string
  readonly limit: number
  readonly after: { readonly onHandUnits: number; readonly storeId: string } | undefined
}

export interface ProductStockRow extends InventoryLevelRow {
  /** Place of the page that the row is of, from 1. */
  readonly ordinal: number
}

/** Pages of the stock of several SKUs in one statement, most units first within each. */
export async function listProductStock(db: Kysely<StoreSchema>, pages: readonly ProductStock[]): Promise<ProductStockRow[]> {
  const { rows } = await sql<ProductStockRow>`
    select page.ordinal, level.*
    from unnest(
      ${pages.map((page) => page.productId)}::uuid[],
      ${pages.map((page) => page.limit)}::int[],
      ${pages.map((page) => page.after?.onHandUnits ?? null)}::int[],
      ${pages.map((page) => page.after?.storeId ?? null)}::uuid[]
    ) with ordinality as page (product_id, row_limit, after_units, after_store_id, ordinal)
    cross join lateral (
      select ${sql.join(inventoryColumns.map((column) => sql.ref(column)))}
      from store.inventory_level
      where inventory_level.product_id = page.product_id
        and (page.after_store_id is null or (on_hand_units, store_id) < (page.after_units, page.after_store_id))
      order by on_hand_units desc, store_id desc
      limit page.row_limit
    ) level
    order by page.ordinal, level.on_hand_units desc, level.store_id desc`.execute(db)
  return rows
}

export interface StoreCountRow {
  readonly product_id: string
  readonly store_count: number
}

/** Number of stores that hold each of several SKUs, counted up to 10,001; a SKU that none holds is left out. */
export function countProductStores(db: Kysely<StoreSchema>, productIds: readonly string[]): Promise<StoreCountRow[]> {
  return db
    .selectFrom('store.inventory_level')
    .select(['product_id', sql<number>`least(count(*), ${totalCountLimit + 1}::int)`.as('store_count')])
    .where('product_id', '=', anyUuid(productIds))
    .groupBy('product_id')
    .execute()
}
