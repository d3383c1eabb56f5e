import type { Kysely, Selectable } from 'kysely'
import { anyUuid } from '@hemisphere/kit/any-of.ts'
import type { ForecastingSchema } from '../database-schema.ts'

const runColumns = [
  'id',
  'status',
  'stage',
  'trigger',
  'data_through',
  'region',
  'code_version',
  'created_at',
  'started_at',
  'finished_at',
  'switched_in_at',
] as const

export type RunRow = Pick<Selectable<ForecastingSchema['forecasting.forecast_run']>, (typeof runColumns)[number]>

/** All runs of the tenant; callers narrow it down. */
export function selectRuns(db: Kysely<ForecastingSchema>) {
  return db.selectFrom('forecasting.forecast_run').select(runColumns)
}

export function findRuns(db: Kysely<ForecastingSchema>, ids: readonly string[]): Promise<RunRow[]> {
  return selectRuns(db).where('id', '=', anyUuid(ids)).execute()
}

/** The run whose forecasts are read; null before the first one. */
export async function findLiveRun(db: Kysely<ForecastingSchema>): Promise<RunRow | null> {
  const row = await selectRuns(db)
    .where('id', '=', (eb) => eb.selectFrom('forecasting.live_run').select('run_id'))
    .executeTakeFirst()
  return row ?? null
}

/** The run that waits or works; there is one at most. */
export async function findRunUnderWay(db: Kysely<ForecastingSchema>): Promise<RunRow | null> {
  const row = await selectRuns(db).where('status', 'in', ['QUEUED', 'RUNNING']).executeTakeFirst()
  return row ?? null
}
