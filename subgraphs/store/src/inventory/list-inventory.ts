import { pageSize, toPage } from '@hemisphere/kit/page.ts'
import { sql } from 'kysely'
import type { StoreContext } from '../context.ts'
import { countUpToLimit, type CountedPage } from '@hemisphere/kit/counted-page.ts'
import type { InventoryLevelFilter } from '../generated/resolver-types.ts'
import { filterInventory } from './filter-inventory.ts'
import { inventoryColumns, type InventoryLevelRow } from './inventory-queries.ts'

export type InventoryLevelPage = CountedPage<InventoryLevelRow>

export interface ListInventory {
  readonly filter: InventoryLevelFilter
  readonly first: number
  readonly after: string | null | undefined
}

const list = 'inventoryLevels'

/**
 * One page of the stock that matches, SKU by SKU and store by store. SKUs come in the order of their own ids, which is that in which
 * they were made: it is the primary key, so a page is a range of it whatever the size of the table, and a SKU that is
 * renamed between two pages keeps its place. An order by the tenant's key would join and sort the catalog's view for every page.
 */
export async function listInventory(
  { db, cursors }: Pick<StoreContext, 'db' | 'cursors'>,
  { filter, first, after }: ListInventory,
): Promise<InventoryLevelPage> {
  const limit = pageSize(first) + 1
  const matching = filterInventory(db, filter)
  let query = matching.select(inventoryColumns).orderBy('product_id').orderBy('store_id').limit(limit)
  if (typeof after === 'string') {
    const [productId, storeId] = cursors.decode(list, after, 2)
    query = query.where(sql<boolean>`(product_id, store_id) > (${productId}::uuid, ${storeId}::uuid)`)
  }
  const rows = await query.execute()
  const page = toPage({ rows, first, after, cursor: (row) => cursors.encode(list, [row.product_id, row.store_id]), node: (row) => row })
  return { ...page, countRows: () => countUpToLimit(db, matching) }
}
