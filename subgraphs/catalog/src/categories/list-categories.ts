import { decodeIds } from '@hemisphere/kit/opaque-id.ts'
import { pageSize, toPage } from '@hemisphere/kit/page.ts'
import { idTypes } from '@hemisphere/schema/id-types.ts'
import { sql, type SelectQueryBuilder } from 'kysely'
import { anyText, anyUuid } from '@hemisphere/kit/any-of.ts'
import { bounded } from '@hemisphere/kit/bounded.ts'
import type { CatalogContext } from '../context.ts'
import { countUpToLimit, type CountedPage } from '@hemisphere/kit/counted-page.ts'
import type { CatalogSchema } from '../database-schema.ts'
import type { CategoryFilter } from '../generated/resolver-types.ts'
import { categoryColumns, type CategoryRow } from './category-queries.ts'

export type CategoryPage = CountedPage<CategoryRow>

export interface ListCategories {
  readonly filter: CategoryFilter
  readonly first: number
  readonly after: string | null | undefined
}

const list = 'categories'

/** One page of the tree, level by level from the top, so that a category never comes before its parent. */
export async function listCategories(
  { db, cursors }: Pick<CatalogContext, 'db' | 'cursors'>,
  { filter, first, after }: ListCategories,
): Promise<CategoryPage> {
  const limit = pageSize(first) + 1
  const matching = filterCategories(db, filter)
  let query = matching.select(categoryColumns).orderBy('depth').orderBy('name').orderBy('id').limit(limit)
  if (typeof after === 'string') {
    const [depth, name, id] = cursors.decode(list, after, 3)
    query = query.where(sql<boolean>`(depth, name, id) > (${depth}::int, ${name}::text, ${id}::uuid)`)
  }
  const rows = await query.execute()
  const page = toPage({ rows, first, after, cursor: (row) => cursors.encode(list, [row.depth, row.name, row.id]), node: (row) => row })
  return { ...page, countRows: () => countUpToLimit(db, matching) }
}

function filterCategories(
  db: CatalogContext['db'],
  { parentId, externalIds }: CategoryFilter,
): SelectQueryBuilder<CatalogSchema, 'catalog.category', object> {
  let query = db.selectFrom('catalog.category')
  if (typeof parentId === 'string') {
    query = query.where('parent_id', '=', anyUuid(decodeIds(idTypes.category, [parentId], 'filter.parentId')))
  }
  if (externalIds !== null && externalIds !== undefined) {
    query = query.where('external_id', '=', anyText(bounded(externalIds, 'filter.externalIds')))
  }
  return query
}
