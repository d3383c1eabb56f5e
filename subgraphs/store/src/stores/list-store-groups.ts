import { pageSize, toPage } from '@hemisphere/kit/page.ts'
import { sql } from 'kysely'
import type { StoreContext } from '../context.ts'
import { countUpToLimit, type CountedPage } from '@hemisphere/kit/counted-page.ts'
import { storeGroupColumns, type StoreGroupRow } from './store-group-queries.ts'

export type StoreGroupPage = CountedPage<StoreGroupRow>

export interface ListStoreGroups {
  readonly first: number
  readonly after: string | null | undefined
}

const list = 'storeGroups'

/** One page of the store groups, by kind and name, which are unique together. */
export async function listStoreGroups(
  { db, cursors }: Pick<StoreContext, 'db' | 'cursors'>,
  { first, after }: ListStoreGroups,
): Promise<StoreGroupPage> {
  const limit = pageSize(first) + 1
  const all = db.selectFrom('store.store_group')
  let query = all.select(storeGroupColumns).orderBy('kind').orderBy('name').limit(limit)
  if (typeof after === 'string') {
    const [kind, name] = cursors.decode(list, after, 2)
    query = query.where(sql<boolean>`(kind, name) > (${kind}::text, ${name}::text)`)
  }
  const rows = await query.execute()
  const page = toPage({ rows, first, after, cursor: (row) => cursors.encode(list, [row.kind, row.name]), node: (row) => row })
  return { ...page, countRows: () => countUpToLimit(db, all) }
}
