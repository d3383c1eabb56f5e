import { countUpToLimit, type CountedPage } from '@hemisphere/kit/counted-page.ts'
import type { CursorCodec } from '@hemisphere/kit/cursor.ts'
import { isUuid } from '@hemisphere/kit/opaque-id.ts'
import { pageSize, toPage } from '@hemisphere/kit/page.ts'
import type { Kysely } from 'kysely'
import type { ForecastingSchema } from '../database-schema.ts'
import { selectRuns, type RunRow } from './run-queries.ts'

export type RunPage = CountedPage<RunRow>

export interface ListSources {
  readonly db: Kysely<ForecastingSchema>
  readonly cursors: CursorCodec
}

export interface ListRuns {
  readonly first: number
  readonly after: string | null | undefined
}

const list = 'forecastRuns'

/** One page of the tenant's runs, newest first: their ids rise with time. */
export async function listRuns({ db, cursors }: ListSources, { first, after }: ListRuns): Promise<RunPage> {
  let query = selectRuns(db)
    .orderBy('id', 'desc')
    .limit(pageSize(first) + 1)
  if (typeof after === 'string') {
    const [id] = cursors.decode(list, after, 1)
    if (typeof id !== 'string' || !isUuid(id)) throw new Error('a cursor of runs holds no id')
    query = query.where('id', '<', id)
  }
  const rows = await query.execute()
  const page = toPage({ rows, first, after, cursor: (row) => cursors.encode(list, [row.id]), node: (row) => row })
  return { ...page, countRows: () => countUpToLimit(db, db.selectFrom('forecasting.forecast_run')) }
}
