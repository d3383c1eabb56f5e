import { pageSize, toPage } from '@hemisphere/kit/page.ts'
import { sql } from 'kysely'
import type { StoreContext } from '../context.ts'
import { countUpToLimit, type CountedPage } from '@hemisphere/kit/counted-page.ts'
import type { StoreFilter } from '../generated/resolver-types.ts'
import { filterStores } from './filter-stores.ts'
import { storeColumns, type StoreRow } from './store-queries.ts'

export type StorePage = CountedPage<StoreRow>

export interface ListStores {
  readonly filter: StoreFilter
  readonly first: number
  readonly after: string | null | undefined
}

const list = 'stores'

/** One page of the stores that match, by name as people sort it. */
export async function listStores(
  { db, cursors }: Pick<StoreContext, 'db' | 'cursors'>,
  { filter, first, after }: ListStores,
): Promise<StorePage> {
  const limit = pageSize(first) + 1
  const matching = filterStores(db, filter)
  let query = matching.select(storeColumns).orderBy('name').orderBy('id').limit(limit)
  if (typeof after === 'string') {
    const [name, id] = cursors.decode(list, after, 2)
    query = query.where(sql<boolean>`(name, id) > (${name}::text, ${id}::uuid)`)
  }
  const rows = await query.execute()
  const page = toPage({ rows, first, after, cursor: (row) => cursors.encode(list, [row.name, row.id]), node: (row) => row })
  return { ...page, countRows: () => countUpToLimit(db, matching) }
}
