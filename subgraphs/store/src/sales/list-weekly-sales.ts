import { countUpToLimit, type CountedPage } from '@hemisphere/kit/counted-page.ts'
import { pageSize, toPage } from '@hemisphere/kit/page.ts'
import { sql, type Selectable } from 'kysely'
import type { StoreContext } from '../context.ts'
import type { StoreSchema } from '../database-schema.ts'
import type { WeeklySalesFilter } from '../generated/resolver-types.ts'
import { filterSales } from './filter-sales.ts'

const columns = ['week_start', 'product_id', 'store_id', 'sold_units', 'returned_units', 'net_minor', 'stock_out_days'] as const

export type WeeklySalesRow = Pick<Selectable<StoreSchema['store.weekly_sales']>, (typeof columns)[number]>

export type WeeklySalesPage = CountedPage<WeeklySalesRow>

export interface ListWeeklySales {
  readonly filter: WeeklySalesFilter
  readonly first: number
  readonly after: string | null | undefined
}

const list = 'weeklySales'

/** One page of the weekly sales that match, oldest week first, then by SKU and store: the order of the primary key. */
export async function listWeeklySales(
  { db, cursors }: Pick<StoreContext, 'db' | 'cursors'>,
  { filter, first, after }: ListWeeklySales,
): Promise<WeeklySalesPage> {
  const limit = pageSize(first) + 1
  const matching = filterSales(db, filter)
  let query = matching.select(columns).orderBy('week_start').orderBy('product_id').orderBy('store_id').limit(limit)
  if (typeof after === 'string') {
    const [weekStart, productId, storeId] = cursors.decode(list, after, 3)
    query = query.where(sql<boolean>`(week_start, product_id, store_id) > (${weekStart}::date, ${productId}::uuid, ${storeId}::uuid)`)
  }
  const rows = await query.execute()
  const cursor = (row: WeeklySalesRow): string => cursors.encode(list, [row.week_start, row.product_id, row.store_id])
  const page = toPage({ rows, first, after, cursor, node: (row) => row })
  return { ...page, countRows: () => countUpToLimit(db, matching) }
}
