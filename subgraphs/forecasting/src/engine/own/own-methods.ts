import { fitDynamicTheta } from '../dynamic-theta.ts'
import { fitEts } from '../ets.ts'
import type { FitContext, MethodFit } from '../method-fit.ts'
import type { PanelMethod, PathForecast } from '../panel/panel.ts'
import { findSeason } from '../season.ts'
import { indicesAhead, removeSeason } from '../seasonal-indices.ts'
import { fitTheta } from '../theta.ts'
import { at } from '../vector.ts'

/** Fewer values have no trend or season that a method could fit. */
const leastValues = 6

type Fit = (history: Float64Array, context: FitContext) => PathForecast | undefined

/** Methods that know a series' own past alone; each takes out a season where two of them agree. */
export const ownMethods: readonly PanelMethod[] = [
  ownMethod('ETS', (history, context) => pathOf(fitEts(history, context))),
  ownMethod('Theta', (history, context) => pathOf(fitTheta(history, context))),
  ownMethod('dynamic Theta', dynamicTheta),
]

function ownMethod(name: string, fit: Fit): PanelMethod {
  return {
    name,
    knowsSeasonFrom: 2,
    forecast: ({ series, season, horizon }) =>
      series.map(({ history }) => {
        if (history.length < leastValues) return undefined
        const context = { seasonWeeks: season, horizon, season: findSeason(history, season) }
        return fit(history, context)
      }),
  }
}

function dynamicTheta(history: Float64Array, { season, horizon }: FitContext): PathForecast | undefined {
  const indices = season?.autocorrelated ? season.multiplicative : undefined
  const fit = fitDynamicTheta(indices === undefined ? history : removeSeason(history, indices), horizon)
  if (fit === undefined) return undefined
  const scale = indices === undefined ? new Float64Array(horizon).fill(1) : indicesAhead(indices, history.length, horizon)
  return {
    mean: fit.ahead.map((value, step) => value * at(scale, step)),
    deviation: scale.map((index, step) => index * Math.sqrt(fit.variance * (1 + step * fit.alpha * fit.alpha))),
  }
}

/** Variance of step h: stepScale² · variance · Σ psi² (Hyndman, Koehler, Ord & Snyder 2008, chapter 6). */
function pathOf({ mean, variance, psi, stepScale }: MethodFit): PathForecast {
  let squares = 0
  const deviation = psi.map((weight, step) => {
    squares += weight * weight
    return at(stepScale, step) * Math.sqrt(variance * squares)
  })
  return { mean, deviation }
}
