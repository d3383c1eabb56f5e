import { pageSize, toPage } from '@hemisphere/kit/page.ts'
import { sql, type SelectQueryBuilder } from 'kysely'
import type { CatalogContext } from '../context.ts'
import { countUpToLimit, type CountedPage } from '@hemisphere/kit/counted-page.ts'
import type { CatalogSchema } from '../database-schema.ts'
import type { ProductFilter, ProductSort } from '../generated/resolver-types.ts'
import { filterProducts } from './filter-products.ts'
import { productColumns, type ProductRow } from './product-queries.ts'

export type ProductPage = CountedPage<ProductRow>

export interface ListProducts {
  readonly filter: ProductFilter
  readonly sort: ProductSort
  readonly first: number
  readonly after: string | null | undefined
}

type ProductQuery = SelectQueryBuilder<CatalogSchema, 'catalog.product', ProductRow>

type SortKey = readonly (string | number | null)[]

interface Order {
  readonly keyOf: (row: ProductRow) => SortKey
  readonly keyLength: number
  readonly sort: (query: ProductQuery) => ProductQuery
  readonly startAfter: (query: ProductQuery, key: SortKey) => ProductQuery
}

/** Each order ends with the id, so that rows with equal keys have a place too; each is read from one index. */
const orders: Readonly<Record<ProductSort, Order>> = {
  TITLE: {
    keyOf: (row) => [row.sale_rank, row.range_title, row.size_rank, row.id],
    keyLength: 4,
    sort: (query) => query.orderBy('sale_rank').orderBy('range_title').orderBy('size_rank').orderBy('id'),
    startAfter: (query, [saleRank, title, rank, id]) =>
      query.where(sql<boolean>`(sale_rank, range_title, size_rank, id) > (${saleRank}::int, ${title}::text, ${rank}::int, ${id}::uuid)`),
  },
  UPDATED_AT: {
    keyOf: (row) => [row.updated_at, row.id],
    keyLength: 2,
    sort: (query) => query.orderBy('updated_at').orderBy('id'),
    startAfter: (query, [updatedAt, id]) => query.where(sql<boolean>`(updated_at, id) > (${updatedAt}::timestamptz, ${id}::uuid)`),
  },
}

/** One page of the products that match; a cursor is good for the same order alone. */
export async function listProducts(
  { db, cursors }: Pick<CatalogContext, 'db' | 'cursors'>,
  { filter, sort, first, after }: ListProducts,
): Promise<ProductPage> {
  const order = orders[sort]
  const list = `products.${sort}`
  const limit = pageSize(first) + 1
  const matching = filterProducts(db, filter)
  let query = order.sort(matching.select(productColumns)).limit(limit)
  if (typeof after === 'string') query = order.startAfter(query, cursors.decode(list, after, order.keyLength))
  const rows = await query.execute()
  const page = toPage({ rows, first, after, cursor: (row) => cursors.encode(list, order.keyOf(row)), node: (row) => row })
  return { ...page, countRows: () => countUpToLimit(db, matching) }
}
