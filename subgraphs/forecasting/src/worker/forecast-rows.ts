import type { ForecastMethod } from '../database-schema.ts'
import type { SeriesForecast } from '../engine/forecast-series.ts'
import { horizonWeeks } from '../sales-rules.ts'
import type { TaskDependencies } from './task-dependencies.ts'
import type { WeeklySeries } from './weekly-series.ts'

const seasonWeeks = 52
const seriesPerBreath = 25

/** One series with its forecast, ready to be stored. */
export interface ForecastOfSeries {
  readonly series: WeeklySeries
  readonly forecast: SeriesForecast
}

export type MethodCounts = Readonly<Record<ForecastMethod, number>>

/** Forecasts series one after another, letting health checks and the queue breathe between; throws when `signal` is aborted. */
export async function forecastAll(
  { forecast }: Pick<TaskDependencies, 'forecast'>,
  series: readonly WeeklySeries[],
  signal: AbortSignal,
): Promise<ForecastOfSeries[]> {
  const forecasts: ForecastOfSeries[] = []
  for (const one of series) {
    if (forecasts.length % seriesPerBreath === 0) await new Promise(setImmediate)
    signal.throwIfAborted()
    const options = { horizonWeeks, seasonWeeks, wholeUnits: true }
    forecasts.push({ series: one, forecast: forecast({ demand: one.demand, censored: one.censored }, options) })
  }
  return forecasts
}

/** Number of series that each method forecast. */
export function countMethods(forecasts: readonly ForecastOfSeries[]): MethodCounts {
  const counts: Record<ForecastMethod, number> = { SEASONAL_NAIVE: 0, ETS: 0, THETA: 0 }
  for (const { forecast } of forecasts) counts[forecast.method] += 1
  return counts
}
