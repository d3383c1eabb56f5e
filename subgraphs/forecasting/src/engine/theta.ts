import { at } from './vector.ts'
import type { FitContext, MethodFit } from './method-fit.ts'
import { indicesAhead, removeSeason } from './seasonal-indices.ts'
import { fitSimpleSmoothing } from './simple-smoothing.ts'

// Weight, starting level and drift.
const PARAMETERS = 3

/**
 * The Theta method (Assimakopoulos & Nikolopoulos 2000) as simple exponential smoothing with a drift of half the fitted line's slope
 * (Hyndman & Billah 2003). A series that the 90 % autocorrelation test calls seasonal, of two seasons or more, is
 * seasonally adjusted first by (shrunk) multiplicative indices and readjusted after.
 */
export function fitTheta(history: Float64Array, { season, horizon }: FitContext): MethodFit {
  const indices = season?.autocorrelated ? season.multiplicative : undefined
  const adjusted = indices ? removeSeason(history, indices) : history
  const weeks = adjusted.length
  const { alpha, level, squaredError } = fitSimpleSmoothing(adjusted)
  const stepScale = indices ? indicesAhead(indices, weeks, horizon) : new Float64Array(horizon).fill(1)
  const path = projectTheta({ level, alpha, slope: lineSlope(adjusted), weeks }, horizon)
  const psi = new Float64Array(horizon).fill(alpha)
  psi[0] = 1
  return {
    mean: path.map((units, step) => Math.max(0, units * at(stepScale, step))),
    variance: squaredError / Math.max(1, weeks - PARAMETERS),
    psi,
    stepScale,
    // The mean variance of a fitted value is parameters / weeks of the error's, the same draw for all weeks ahead.
    common: Math.min(1, PARAMETERS / weeks),
  }
}

interface ThetaState {
  readonly level: number
  readonly alpha: number
  /** Slope of the least-squares line through the history, units a week. */
  readonly slope: number
  readonly weeks: number
}

/** Hyndman & Billah 2003, equation 7: level + slope / 2 · (h − 1 + (1 − (1 − α)^n) / α), h = 1 … horizon. */
export function projectTheta({ level, alpha, slope, weeks }: ThetaState, horizon: number): Float64Array {
  const head = (1 - (1 - alpha) ** weeks) / alpha
  return new Float64Array(horizon).map((_, step) => level + (slope / 2) * (step + head))
}

/** Slope of the least-squares line through equally spaced values; 0 for a single one. */
export function lineSlope(values: Float64Array): number {
  const middle = (values.length - 1) / 2
  let products = 0
  let squares = 0
  for (let week = 0; week < values.length; week++) {
    products += (week - middle) * at(values, week)
    squares += (week - middle) ** 2
  }
  return squares > 0 ? products / squares : 0
}
