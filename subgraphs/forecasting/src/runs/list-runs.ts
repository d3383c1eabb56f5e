import { isUuid } from '@hemisphere/kit/opaque-id.ts'
import { pageSize, toPage, totalCountLimit, type Page } from '@hemisphere/kit/page.ts'
import { sql } from 'kysely'
import type { ForecastingContext } from '../context.ts'
import { selectRuns, type RunRow } from './run-queries.ts'

/** A page of runs, which are counted only when a client asks. */
export interface RunPage extends Page<RunRow> {
  readonly countRows: () => Promise<number>
}

export interface ListRuns {
  readonly first: number
  readonly after: string | null | undefined
}

const list = 'forecastRuns'

/** One page of the tenant's runs, newest first: their ids rise with time. */
export async function listRuns({ db, cursors }: Pick<ForecastingContext, 'db' | 'cursors'>, { first, after }: ListRuns): Promise<RunPage> {
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
  return { ...page, countRows: () => countRuns(db) }
}

async function countRuns(db: ForecastingContext['db']): Promise<number> {
  const rows = db
    .selectFrom('forecasting.forecast_run')
    .select(sql<number>`1`.as('one'))
    .limit(totalCountLimit + 1)
  const { count } = await db
    .selectFrom(rows.as('counted'))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}
