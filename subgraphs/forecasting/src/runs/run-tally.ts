import { sql, type Kysely } from 'kysely'
import { anyUuid } from '@hemisphere/kit/any-of.ts'
import type { ForecastingSchema, ForecastMethod } from '../database-schema.ts'

/** What the batches of one run add up to, in series. */
export interface RunTally {
  readonly runId: string
  readonly doneCount: number
  readonly totalCount: number
  readonly methodCounts: Readonly<Record<ForecastMethod, number>>
}

/** Tallies of several runs; a run that is not prepared yet has none. */
export async function findRunTallies(db: Kysely<ForecastingSchema>, runIds: readonly string[]): Promise<RunTally[]> {
  const rows = await db
    .selectFrom('forecasting.forecast_batch')
    .where('run_id', '=', anyUuid(runIds))
    .groupBy('run_id')
    .select([
      'run_id',
      sql<number>`sum(series_count)`.as('total'),
      sql<number>`coalesce(sum(series_count) filter (where done_at is not null), 0)`.as('done'),
      sql<number>`sum(seasonal_naive_count)`.as('seasonal_naive'),
      sql<number>`sum(ets_count)`.as('ets'),
      sql<number>`sum(theta_count)`.as('theta'),
    ])
    .execute()
  return rows.map((row) => ({
    runId: row.run_id,
    doneCount: row.done,
    totalCount: row.total,
    methodCounts: { SEASONAL_NAIVE: row.seasonal_naive, ETS: row.ets, THETA: row.theta },
  }))
}
