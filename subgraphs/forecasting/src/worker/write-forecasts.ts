import { sql, type Kysely } from 'kysely'
import type { ForecastingSchema, MerchandiseLevel } from '../database-schema.ts'
import type { ForecastOfSeries } from './forecast-rows.ts'

export interface ForecastsToWrite {
  readonly tenantId: string
  readonly runId: string
  readonly merchandiseLevel: MerchandiseLevel
  readonly firstWeek: string
  readonly forecasts: readonly ForecastOfSeries[]
}

/** Stores forecasts in one statement. Lists go as text of PostgreSQL's form `{…}`: unnest would take arrays of arrays apart. */
export async function writeForecasts(
  db: Kysely<ForecastingSchema>,
  { tenantId, runId, merchandiseLevel, firstWeek, forecasts }: ForecastsToWrite,
): Promise<void> {
  const texts = (pick: (one: ForecastOfSeries) => string): string[] => forecasts.map(pick)
  const lists = (pick: (one: ForecastOfSeries) => Iterable<number | string>): string[] =>
    forecasts.map((one) => `{${[...pick(one)].join()}}`)
  await sql`
    insert into forecasting.forecast (
      tenant_id, run_id, merchandise_level, merchandise_id, store_id, first_week, method, mean, p10, p50, p90,
      total_mean, total_p10, total_p50, total_p90, trained_from, trained_to, censored_weeks
    )
    select ${tenantId}::uuid, ${runId}::uuid, ${merchandiseLevel}, merchandise_id, store_id, ${firstWeek}::date, method,
      mean::real[], p10::real[], p50::real[], p90::real[],
      total_mean::real[], total_p10::real[], total_p50::real[], total_p90::real[], trained_from, trained_to, censored_weeks::date[]
    from unnest(
      ${texts(({ series }) => series.merchandiseId)}::uuid[],
      ${texts(({ series }) => series.storeId)}::uuid[],
      ${texts(({ forecast }) => forecast.method)}::text[],
      ${lists(({ forecast }) => forecast.mean)}::text[],
      ${lists(({ forecast }) => forecast.p10)}::text[],
      ${lists(({ forecast }) => forecast.p50)}::text[],
      ${lists(({ forecast }) => forecast.p90)}::text[],
      ${lists(({ forecast }) => forecast.totals.mean)}::text[],
      ${lists(({ forecast }) => forecast.totals.p10)}::text[],
      ${lists(({ forecast }) => forecast.totals.p50)}::text[],
      ${lists(({ forecast }) => forecast.totals.p90)}::text[],
      ${texts(({ series }) => series.trainedFrom)}::date[],
      ${texts(({ series }) => series.trainedTo)}::date[],
      ${lists(({ series }) => series.censoredWeeks)}::text[]
    ) as new (
      merchandise_id, store_id, method, mean, p10, p50, p90,
      total_mean, total_p10, total_p50, total_p90, trained_from, trained_to, censored_weeks
    )`.execute(db)
}
