import { at } from './vector.ts'
import { minimiseOnInterval } from './golden-section.ts'

const STARTS = [0.0001, 0.02, 0.06, 0.12, 0.2, 0.3, 0.45, 0.6, 0.8, 0.95, 0.9999]

/** Simple exponential smoothing of a series: its parameters and where it ends. */
export interface SimpleSmoothing {
  readonly alpha: number
  readonly initialLevel: number
  /** Level after the last observation: the forecast of every step ahead. */
  readonly level: number
  /** Sum of squared one-step errors. */
  readonly squaredError: number
}

/** Runs simple exponential smoothing (Brown 1959; fpp3 §8.1) with the given weight and starting level. */
export function smoothSimply(values: Float64Array, alpha: number, initialLevel: number): SimpleSmoothing {
  let level = initialLevel
  let squaredError = 0
  for (const value of values) {
    const error = value - level
    squaredError += error * error
    level += alpha * error
  }
  return { alpha, initialLevel, level, squaredError }
}

/**
 * Fits simple exponential smoothing by least squares over alpha in [0.0001, 0.9999] and the starting level.
 * The errors are linear in the starting level, so that one is solved exactly for each alpha and the search has one dimension.
 */
export function fitSimpleSmoothing(values: Float64Array): SimpleSmoothing {
  const alpha = minimiseOnInterval((weight) => profile(values, weight).squaredError, STARTS)
  return smoothSimply(values, alpha, profile(values, alpha).initialLevel)
}

function profile(values: Float64Array, alpha: number): { squaredError: number; initialLevel: number } {
  // Measured from the first value: with a large level the subtraction below would otherwise cancel its digits.
  const origin = at(values, 0)
  let level = 0
  let decay = 1
  let errorSquares = 0
  let errorDecay = 0
  let decaySquares = 0
  for (const value of values) {
    const error = value - origin - level
    errorSquares += error * error
    errorDecay += error * decay
    decaySquares += decay * decay
    level += alpha * error
    decay *= 1 - alpha
  }
  const offset = errorDecay / decaySquares
  return { squaredError: errorSquares - offset * errorDecay, initialLevel: origin + offset }
}
