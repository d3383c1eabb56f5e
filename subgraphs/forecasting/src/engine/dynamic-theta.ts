import { minimiseBySimplex } from './nelder-mead.ts'
import { at } from './vector.ts'

const alphaBounds = { low: 0.01, high: 0.99 }
const thetaBounds = { low: 1, high: 100 }
const starts = [
  [0.1, 2],
  [0.5, 2],
  [0.9, 5],
] as const
const leastValues = 5

interface Parameters {
  readonly alpha: number
  readonly theta: number
}

interface Run {
  readonly squaredError: number
  /** Forecasts of the steps asked for. */
  readonly ahead: Float64Array
}

/** What the dynamic optimised Theta model says of a history without season. */
export interface DynamicTheta extends Parameters {
  readonly ahead: Float64Array
  /** Variance of the one-step error. */
  readonly variance: number
}

/**
 * The dynamic optimised Theta model (Fiorucci, Pellegrini, Louzada, Petropoulos & Koehler 2016): level, intercept and slope of the trend line
 * are followed as values come in; weight and theta by least squares. Errors are linear in the starting level, which is solved exactly.
 */
export function fitDynamicTheta(history: Float64Array, horizon: number): DynamicTheta | undefined {
  if (history.length < leastValues) return undefined
  const objective = (point: readonly number[]): number => {
    const parameters = parametersAt(point)
    return parameters === undefined ? Infinity : solve(history, parameters, 0).squaredError
  }
  let best: readonly number[] = starts[0]
  let least = Infinity
  for (const start of starts) {
    const value = objective(start)
    if (value < least) [best, least] = [start, value]
  }
  const parameters = parametersAt(
    minimiseBySimplex(objective, { start: best, steps: [best[0] === 0.9 ? -0.1 : 0.1, 1], maxSteps: 60, tolerance: 1e-6 }).point,
  ) ?? { alpha: 0.5, theta: 2 }
  const { squaredError, ahead } = solve(history, parameters, horizon)
  return { ...parameters, ahead, variance: squaredError / Math.max(1, history.length - 4) }
}

function parametersAt([alpha = 0, theta = 0]: readonly number[]): Parameters | undefined {
  const isInside = alpha >= alphaBounds.low && alpha <= alphaBounds.high && theta >= thetaBounds.low && theta <= thetaBounds.high
  return isInside ? { alpha, theta } : undefined
}

/** The run with the best starting level: that of level 0, moved by what a level of 1 adds, (1 − α)^(t−1). */
function solve(history: Float64Array, parameters: Parameters, horizon: number): Run {
  const errors = new Float64Array(history.length)
  const plain = follow(history, parameters, { level: 0, horizon, errors })
  let [products, squares, decay] = [0, 0, 1]
  for (let step = 0; step < history.length; step++) {
    // The first two values make the line: they are no forecast's to miss.
    if (step >= 2) {
      products += at(errors, step) * decay
      squares += decay * decay
    }
    decay *= 1 - parameters.alpha
  }
  const level = squares > 0 ? products / squares : 0
  return level === 0 ? plain : follow(history, parameters, { level, horizon, errors })
}

interface Following {
  readonly level: number
  readonly horizon: number
  readonly errors: Float64Array
}

function follow(history: Float64Array, { alpha, theta }: Parameters, { level: start, horizon, errors }: Following): Run {
  const ahead = new Float64Array(horizon)
  let [level, mean, intercept, slope, decay, squaredError] = [start, 0, at(history, 0), 0, 1, 0]
  for (let step = 0; step < history.length + horizon; step++) {
    const time = step + 1
    const line = decay * intercept + ((1 - decay * (1 - alpha)) / alpha) * slope
    const forecast = level + (1 - 1 / theta) * line
    const value = step < history.length ? at(history, step) : forecast
    if (step < history.length) {
      errors[step] = value - forecast
      if (step >= 2) squaredError += (value - forecast) ** 2
    } else {
      ahead[step - history.length] = forecast
    }
    level += alpha * (value - level)
    slope = ((time - 2) * slope + (6 / time) * (value - mean)) / (time + 1)
    mean += (value - mean) / time
    if (time === 1) slope = 0
    intercept = mean - ((time + 1) / 2) * slope
    decay *= 1 - alpha
  }
  return { squaredError, ahead }
}
