import { at } from '../vector.ts'

/** Levels of the quantiles that a forecast carries. */
export const quantileLevels = [0.025, 0.1, 0.5, 0.9, 0.975] as const

/** Bounds of one forecast: one entry a step. */
export interface Interval {
  readonly low: Float64Array
  readonly high: Float64Array
}

/** Mean |y_t − y_{t−m}| of a training part, the scale of MASE (Hyndman & Koehler 2006); 0 for a constant one, NaN with nothing to compare. */
export function absoluteScale(training: Float64Array, season: number): number {
  return meanDifference(training, season, Math.abs)
}

/** Mean (y_t − y_{t−m})² of a training part, the scale of RMSSE (Makridakis et al. 2022). */
export function squaredScale(training: Float64Array, season: number): number {
  return meanDifference(training, season, (difference) => difference * difference)
}

function meanDifference(training: Float64Array, season: number, weigh: (difference: number) => number): number {
  let sum = 0
  let count = 0
  for (let step = season; step < training.length; step++) {
    const difference = at(training, step) - at(training, step - season)
    // A gap says nothing.
    if (Number.isNaN(difference)) continue
    sum += weigh(difference)
    count++
  }
  return count === 0 ? Number.NaN : sum / count
}

export function meanAbsoluteError(actual: Float64Array, forecast: Float64Array): number {
  return meanOver(actual, (value, step) => Math.abs(value - at(forecast, step)))
}

export function meanSquaredError(actual: Float64Array, forecast: Float64Array): number {
  return meanOver(actual, (value, step) => (value - at(forecast, step)) ** 2)
}

/** Symmetric percentage error, 0 to 200: mean 200 |y − f| / (|y| + |f|), 0 where both are zero (M4's definition). */
export function symmetricError(actual: Float64Array, forecast: Float64Array): number {
  return meanOver(actual, (value, step) => {
    const size = Math.abs(value) + Math.abs(at(forecast, step))
    return size === 0 ? 0 : (200 * Math.abs(value - at(forecast, step))) / size
  })
}

/** Pinball loss of one quantile forecast (Koenker & Bassett 1978), in units. */
export function pinballLoss(actual: Float64Array, forecast: Float64Array, level: number): number {
  return meanOver(actual, (value, step) => {
    const error = value - at(forecast, step)
    return error >= 0 ? level * error : (level - 1) * error
  })
}

/** Mean interval score of a central interval that misses with probability `miss`, in units; MSIS is this over the scale of MASE (Gneiting & Raftery 2007). */
export function intervalScore(actual: Float64Array, { low, high }: Interval, miss: number): number {
  return meanOver(actual, (value, step) => {
    const [bottom, top] = [at(low, step), at(high, step)]
    return top - bottom + (2 / miss) * (Math.max(0, bottom - value) + Math.max(0, value - top))
  })
}

/** Share of values within their interval, bounds included. */
export function coverage(actual: Float64Array, { low, high }: Interval): number {
  return meanOver(actual, (value, step) => (value >= at(low, step) && value <= at(high, step) ? 1 : 0))
}

/**
 * Share of whole values within their interval, its upper bound left out. Where values are whole no interval holds exactly what it
 * promises: what it promises lies between this and `coverage` (as with the randomised PIT of Czado, Gneiting & Held 2009).
 */
export function coverageBelow(actual: Float64Array, { low, high }: Interval): number {
  return meanOver(actual, (value, step) => (value >= at(low, step) && value < at(high, step) ? 1 : 0))
}

function meanOver(actual: Float64Array, score: (value: number, step: number) => number): number {
  let sum = 0
  for (let step = 0; step < actual.length; step++) sum += score(at(actual, step), step)
  return sum / actual.length
}
