import { fitDynamicTheta } from '../dynamic-theta.ts'
import type { PanelMethod, PanelOptions, PathForecast } from '../panel/panel.ts'
import { fitSimpleSmoothing } from '../simple-smoothing.ts'
import { lineSlope, projectTheta } from '../theta.ts'
import { chooseEts, longestSeason } from './ets/choose-ets.ts'
import type { EtsKind } from './ets/ets-model.ts'
import { forecastEts } from './ets/forecast-ets.ts'
import { onUnitScale, withoutSeason, type Look } from './look.ts'

/** Fewer values have no trend or season that a method could fit. */
const leastValues = 6
// Weight, starting level and drift.
const thetaParameters = 3

const flat: EtsKind = { error: 'A', trend: 'N', season: 'N' }
const line: EtsKind = { error: 'A', trend: 'A', season: 'N' }
const dampedLine: EtsKind = { error: 'A', trend: 'Ad', season: 'N' }
const nonseasonal = [flat, line, dampedLine]

/** Methods that know a series' own past alone. */
export const ownMethods: readonly PanelMethod[] = [
  ownMethod('ETS', exponentialSmoothing),
  ownMethod('Theta', withoutSeason(theta)),
  ownMethod('dynamic Theta', withoutSeason(dynamicTheta)),
  ownMethod('linear trend', linearTrend),
]

function ownMethod(name: string, look: Look): PanelMethod {
  const scaled = onUnitScale(look)
  return {
    name,
    knowsSeasonFrom: 2,
    forecast: ({ series, season, horizon }) =>
      series.map(({ history }) => (history.length < leastValues ? undefined : scaled(history, { season, horizon }))),
  }
}

/** Seasonal models where the season is short enough; a longer one is taken out before, as R's `stlf` does. */
function exponentialSmoothing(history: Float64Array, options: PanelOptions): PathForecast | undefined {
  const { season, horizon } = options
  if (season <= longestSeason) return forecastEts(chooseEts(history, season), horizon)
  return withoutSeason((values) => forecastEts(chooseEts(values, 1, nonseasonal), horizon))(history, options)
}

/**
 * Holt's linear trend (fpp3 §8.2), for seasons that ETS can't model: in M4's weekly series, at origins within their training parts, its share
 * takes 1.3 % off the error; in M3's monthly ones it adds 0.6 %, and there ETS holds it as one of its models.
 */
function linearTrend(history: Float64Array, options: PanelOptions): PathForecast | undefined {
  if (options.season <= longestSeason) return undefined
  return withoutSeason((values, { horizon }) => forecastEts(chooseEts(values, 1, [line]), horizon))(history, options)
}

/** Theta (Assimakopoulos & Nikolopoulos 2000) as smoothing with half the fitted line's slope as drift (Hyndman & Billah 2003). */
function theta(values: Float64Array, { horizon }: PanelOptions): PathForecast {
  const { alpha, level, squaredError } = fitSimpleSmoothing(values)
  const variance = squaredError / Math.max(1, values.length - thetaParameters)
  const mean = projectTheta({ level, alpha, slope: lineSlope(values), weeks: values.length }, horizon)
  return { mean, deviation: smoothingDeviation({ variance, alpha }, horizon) }
}

function dynamicTheta(values: Float64Array, { horizon }: PanelOptions): PathForecast | undefined {
  const fit = fitDynamicTheta(values, horizon)
  return fit && { mean: fit.ahead, deviation: smoothingDeviation(fit, horizon) }
}

/** σ √(1 + (h − 1) α²), that of simple exponential smoothing (fpp3 §8.7), which both Theta methods build on. */
function smoothingDeviation({ variance, alpha }: { readonly variance: number; readonly alpha: number }, horizon: number): Float64Array {
  return new Float64Array(horizon).map((_, step) => Math.sqrt(variance * (1 + step * alpha * alpha)))
}
