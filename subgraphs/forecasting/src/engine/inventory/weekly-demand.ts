import { at } from '../vector.ts'
import { countLaw } from './count-law.ts'
import { wantNumber, wantNumbers } from './want.ts'

/** Forecast of some weeks by mean and variance, one entry a week. */
export interface WeeklyMoments {
  readonly mean: Float64Array
  readonly variance: Float64Array
}

/** Forecast of some weeks by quantiles: `quantiles[i]` holds the quantile at `levels[i]`, one entry a week. */
export interface WeeklyQuantiles {
  readonly levels: readonly number[]
  readonly quantiles: readonly Float64Array[]
}

export type WeeklyForecast = WeeklyMoments | WeeklyQuantiles

/** Demand of one week as a quantile function of levels between 0 and 1. */
export type WeekLaw = (level: number) => number

/**
 * The quantile function of each week: the negative binomial of mean and variance, or straight lines between the given quantiles. Outside the given levels the
 * outermost line goes on for as long again, and never below zero, so that a tail is neither cut at the last quantile nor endless.
 */
export function weekLaws(forecast: WeeklyForecast): readonly WeekLaw[] {
  if ('mean' in forecast) {
    const { mean, variance } = forecast
    wantNumbers('mean', mean, { atLeast: 0 })
    wantNumbers('variance', variance, { atLeast: 0 })
    wantNumber('variance.length', variance.length, { atLeast: mean.length, atMost: mean.length })
    return Array.from(mean, (value, week) => countLaw(value, at(variance, week)))
  }
  return quantileLaws(forecast)
}

function quantileLaws({ levels, quantiles }: WeeklyQuantiles): readonly WeekLaw[] {
  wantNumber('levels.length', levels.length, { atLeast: 2 })
  wantNumber('quantiles.length', quantiles.length, { atLeast: levels.length, atMost: levels.length })
  for (const [index, level] of levels.entries())
    wantNumber(`levels[${index}]`, level, { atLeast: (levels[index - 1] ?? 0) + Number.EPSILON, atMost: 1 - Number.EPSILON })
  const weeks = quantiles[0]?.length ?? 0
  for (const [index, values] of quantiles.entries()) {
    wantNumbers(`quantiles[${index}]`, values, { atLeast: 0 })
    wantNumber(`quantiles[${index}].length`, values.length, { atLeast: weeks, atMost: weeks })
  }
  const knots = Float64Array.from(levels)
  return Array.from({ length: weeks }, (_, week) => {
    const units = Float64Array.from(quantiles, (values) => at(values, week))
    for (let index = 1; index < units.length; index++)
      wantNumber(`quantiles[${index}][${week}]`, at(units, index), { atLeast: at(units, index - 1) })
    return (level) => interpolate(knots, units, level)
  })
}

function interpolate(knots: Float64Array, units: Float64Array, level: number): number {
  let upper = 1
  while (upper < knots.length - 1 && at(knots, upper) < level) upper++
  const [left, right] = [at(knots, upper - 1), at(knots, upper)]
  const share = Math.min(2, Math.max(-1, (level - left) / (right - left)))
  return Math.max(0, at(units, upper - 1) + share * (at(units, upper) - at(units, upper - 1)))
}
