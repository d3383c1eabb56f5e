import { sql, type Kysely, type Selectable } from 'kysely'
import type { ForecastingSchema } from '../database-schema.ts'
import { addWeeks } from '../days.ts'
import type { RunRow } from '../runs/run-queries.ts'
import { toColumns, type Scope } from './scope.ts'

export type ForecastRow = Selectable<ForecastingSchema['forecasting.forecast']>

/** First week of the forecasts of a run: the one after its last week of sales. */
export function firstWeekOf({ data_through: dataThrough }: Pick<RunRow, 'data_through'>): string {
  return addWeeks(dataThrough, 1)
}

/** Forecasts of one run for several scopes, in one statement; a scope without a forecast has no row. */
export async function findForecasts(
  db: Kysely<ForecastingSchema>,
  run: Pick<RunRow, 'id' | 'data_through'>,
  scopes: readonly Scope[],
): Promise<ForecastRow[]> {
  const { levels, merchandiseIds, storeIds } = toColumns(scopes)
  const { rows } = await sql<ForecastRow>`
    select run_id, merchandise_level, merchandise_id, store_id, first_week, method, mean, p10, p50, p90,
      total_mean, total_p10, total_p50, total_p90, trained_from, trained_to, censored_weeks::text[] as censored_weeks
    from unnest(${levels}::text[], ${merchandiseIds}::uuid[], ${storeIds}::uuid[]) as asked (level, merchandise, store)
    join forecasting.forecast on merchandise_level = level and merchandise_id = merchandise and store_id = store
    where run_id = ${run.id}::uuid and first_week = ${firstWeekOf(run)}::date`.execute(db)
  return rows
}
