import { at } from './vector.ts'
import { minimiseBySimplex } from './nelder-mead.ts'

const ALPHA = { low: 0.0001, high: 0.9999 }
const PHI = { low: 0.8, high: 0.98 }
const STARTS = [
  [0.1, 0.1, 0.9],
  [0.3, 0.1, 0.95],
  [0.7, 0.1, 0.9],
  [0.7, 0.5, 0.95],
] as const

/** Exponential smoothing with a damped additive trend: its parameters and where it ends. */
export interface DampedTrend {
  readonly alpha: number
  readonly beta: number
  readonly phi: number
  readonly start: LevelAndTrend
  readonly end: LevelAndTrend
  /** Sum of squared one-step errors. */
  readonly squaredError: number
}

export interface LevelAndTrend {
  readonly level: number
  readonly trend: number
}

interface Weights {
  readonly alpha: number
  readonly beta: number
  readonly phi: number
}

/** Runs the damped trend method in error-correction form (Gardner & McKenzie 1985; ETS(A,Ad,N) of fpp3 §8.5). */
export function smoothWithDampedTrend(values: Float64Array, weights: Weights, start: LevelAndTrend): DampedTrend {
  const { alpha, beta, phi } = weights
  let { level, trend } = start
  let squaredError = 0
  for (const value of values) {
    const error = value - level - phi * trend
    squaredError += error * error
    level += phi * trend + alpha * error
    trend = phi * trend + beta * error
  }
  return { alpha, beta, phi, start, end: { level, trend }, squaredError }
}

/**
 * Fits the damped trend by least squares over alpha in (0, 1), beta < alpha, phi in [0.8, 0.98] and both starting states.
 * The errors are linear in the starting states, so those are solved exactly and the simplex searches three dimensions.
 */
export function fitDampedTrend(values: Float64Array): DampedTrend {
  const objective = (point: readonly number[]): number => {
    const weights = weightsAt(point)
    return weights ? profile(values, weights).squaredError : Infinity
  }
  let best: readonly number[] = STARTS[0]
  let bestValue = Infinity
  for (const point of STARTS) {
    const value = objective(point)
    if (value < bestValue) {
      best = point
      bestValue = value
    }
  }
  const [bestAlpha = 0, , bestPhi = 0] = best
  const { point } = minimiseBySimplex(objective, {
    start: best,
    steps: [bestAlpha > 0.5 ? -0.2 : 0.2, 0.2, bestPhi > 0.92 ? -0.08 : 0.06],
    maxSteps: 30,
    tolerance: 1e-4,
  })
  const weights = weightsAt(point) ?? { alpha: 0.1, beta: 0.01, phi: 0.9 }
  return smoothWithDampedTrend(values, weights, profile(values, weights).start)
}

/** The point's axes are alpha, beta / alpha and phi; undefined outside the bounds. */
function weightsAt(point: readonly number[]): Weights | undefined {
  const [alpha = 0, ratio = 0, phi = 0] = point
  const inside = alpha >= ALPHA.low && alpha <= ALPHA.high && ratio >= 0.0001 && ratio <= 0.9999 && phi >= PHI.low && phi <= PHI.high
  return inside ? { alpha, beta: alpha * ratio, phi } : undefined
}

/** Least squared error over the starting states: error = e − level₀·u − trend₀·v, with u and v from the same recursion. */
function profile(values: Float64Array, { alpha, beta, phi }: Weights): { squaredError: number; start: LevelAndTrend } {
  // Measured from the first value, as a large level would cancel the digits of the difference below.
  const origin = at(values, 0)
  let level = 0
  let trend = 0
  let levelU = 1
  let trendU = 0
  let levelV = 0
  let trendV = 1
  let ee = 0
  let eu = 0
  let ev = 0
  let uu = 0
  let uv = 0
  let vv = 0
  for (const value of values) {
    const u = levelU + phi * trendU
    const v = levelV + phi * trendV
    const error = value - origin - level - phi * trend
    ee += error * error
    eu += error * u
    ev += error * v
    uu += u * u
    uv += u * v
    vv += v * v
    level += phi * trend + alpha * error
    trend = phi * trend + beta * error
    levelU = u - alpha * u
    trendU = phi * trendU - beta * u
    levelV = v - alpha * v
    trendV = phi * trendV - beta * v
  }
  const determinant = uu * vv - uv * uv
  const solvable = determinant > 1e-12 * uu * vv
  const offset = solvable ? (eu * vv - ev * uv) / determinant : eu / uu
  const slope = solvable ? (ev * uu - eu * uv) / determinant : 0
  return { squaredError: ee - offset * eu - slope * ev, start: { level: origin + offset, trend: slope } }
}
