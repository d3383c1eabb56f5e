import { absoluteScale, squaredScale } from '../accuracy/scores.ts'
import { at } from '../vector.ts'
import { hasManyZeros } from './demand-class.ts'
import type { PanelMethod, PanelOptions, PanelSeries, PathForecast } from './panel.ts'
import type { Origins } from './choose-origins.ts'
import { viewAt } from './view-at.ts'

/** What every method said of one series at one origin, and what came true. */
export interface BacktestCell {
  readonly id: string
  /** Whether many periods before the origin are without demand. */
  readonly isSparse: boolean
  /** One entry a method; undefined where it could not tell. */
  readonly forecasts: readonly (PathForecast | undefined)[]
  /** From the origin on, at most the horizon; NaN where nothing is known. */
  readonly actual: Float64Array
  /** Mean absolute difference between neighbours before the origin, in units; above zero. */
  readonly scale: number
  /** Root of the mean squared difference between neighbours before the origin, in units: the scale of squared errors; above zero. */
  readonly squaredScale: number
  /** What the cell counts: half as much every two horizons further back. */
  readonly weight: number
}

/** Runs every method at every origin, each knowing no more than was known then. */
export function backtest(
  panel: readonly PanelSeries[],
  methods: readonly PanelMethod[],
  { origins, ...options }: PanelOptions & { readonly origins: Origins },
): readonly BacktestCell[] {
  return origins.backs.flatMap((back) => {
    const view = viewAt(panel, back, options, origins.least)
    const weight = 0.5 ** (back / (2 * options.horizon))
    const told = methods.map((method) => method.forecast(view))
    return view.series.flatMap(({ series, history }, index): BacktestCell[] => {
      const scale = absoluteScale(history, 1)
      if (!(scale > 0)) return []
      const from = series.values.length - back
      const actual = series.values.slice(from, from + options.horizon)
      const forecasts = told.map((byMethod) => byMethod[index])
      return [
        {
          id: series.id,
          isSparse: hasManyZeros(history),
          forecasts,
          actual,
          scale,
          squaredScale: Math.sqrt(squaredScale(history, 1)),
          weight,
        },
      ]
    })
  })
}

/** Weighted mean of forecasts; those of weight 0 may be missing. Undefined where one that counts is missing. */
export function combine(
  forecasts: readonly (PathForecast | undefined)[],
  weights: Float64Array,
  horizon: number,
): PathForecast | undefined {
  const mean = new Float64Array(horizon)
  const deviation = new Float64Array(horizon)
  for (const [method, forecast] of forecasts.entries()) {
    const weight = at(weights, method)
    if (weight === 0) continue
    if (forecast === undefined) return undefined
    for (let step = 0; step < horizon; step++) {
      mean[step] = at(mean, step) + weight * at(forecast.mean, step)
      deviation[step] = at(deviation, step) + weight * at(forecast.deviation, step)
    }
  }
  return { mean, deviation }
}
