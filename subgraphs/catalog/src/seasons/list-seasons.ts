import { pageSize, toPage } from '@hemisphere/kit/page.ts'
import { sql } from 'kysely'
import type { CatalogContext } from '../context.ts'
import { countUpToLimit, type CountedPage } from '@hemisphere/kit/counted-page.ts'
import { seasonColumns, type SeasonRow } from './season-queries.ts'

export type SeasonPage = CountedPage<SeasonRow>

export interface ListSeasons {
  readonly first: number
  readonly after: string | null | undefined
}

const list = 'seasons'

/** One page of the seasons, the one that starts last first. */
export async function listSeasons(
  { db, cursors }: Pick<CatalogContext, 'db' | 'cursors'>,
  { first, after }: ListSeasons,
): Promise<SeasonPage> {
  const limit = pageSize(first) + 1
  const all = db.selectFrom('catalog.season')
  let query = all.select(seasonColumns).orderBy('starts_on', 'desc').orderBy('id', 'desc').limit(limit)
  if (typeof after === 'string') {
    const [startsOn, id] = cursors.decode(list, after, 2)
    query = query.where(sql<boolean>`(starts_on, id) < (${startsOn}::date, ${id}::uuid)`)
  }
  const rows = await query.execute()
  const page = toPage({ rows, first, after, cursor: (row) => cursors.encode(list, [row.starts_on, row.id]), node: (row) => row })
  return { ...page, countRows: () => countUpToLimit(db, all) }
}
