import type { RollingForecast } from '@hemisphere/forecasting/engine/inventory/cover-outlook.ts'
import { fitSimpleSmoothing } from '@hemisphere/forecasting/engine/simple-smoothing.ts'

/**
 * Forecasts of demand over the next `periods` periods, made at every period from what is before it alone; parameters come from the first `fitted` periods.
 * Any forecaster of this shape may be entered below.
 */
export type RollingForecaster = (demand: Float64Array, span: { readonly fitted: number; readonly periods: number }) => RollingForecast

export const rollingForecasters: Readonly<Record<string, RollingForecaster>> = {
  ses: (demand, { fitted, periods }) => {
    const { alpha, initialLevel } = fitSimpleSmoothing(demand.subarray(0, fitted))
    let level = initialLevel
    return rollLevel(demand, periods, (units) => (units === undefined ? level : (level += alpha * (units - level))))
  },
  tsb: (demand, { fitted, periods }) => rollTsb(demand, { periods, ...fitTsb(demand.subarray(0, fitted)) }),
  recent: (demand, { periods }) => rollMean(demand, periods, 13),
  mean: (demand, { periods }) => rollMean(demand, periods, Infinity),
}

// The first forecasts rest on the starting level alone: no error is learnt from them.
const FIRST_FORECAST = 3

/** Forecasts from a level that moves on with each period's units; called without units it tells where it starts. */
function rollLevel(demand: Float64Array, periods: number, next: (units?: number) => number): RollingForecast {
  const coverMean = new Float64Array(demand.length + 1)
  const deviation = new Float64Array(demand.length + 1)
  let level = next()
  let squares = 0
  for (let period = 0; period <= demand.length; period++) {
    coverMean[period] = period < FIRST_FORECAST ? Number.NaN : periods * Math.max(0, level)
    deviation[period] = period === 0 ? 0 : Math.sqrt(squares / period)
    const units = demand[period]
    if (units === undefined) break
    squares += (units - level) ** 2
    level = next(units)
  }
  return { coverMean, deviation }
}

function rollMean(demand: Float64Array, periods: number, span: number): RollingForecast {
  let sum = 0
  let seen = 0
  return rollLevel(demand, periods, (units) => {
    if (units === undefined) return demand[0] ?? 0
    sum += units - (seen >= span ? (demand[seen - span] ?? 0) : 0)
    seen++
    return sum / Math.min(seen, span)
  })
}

interface TsbStart {
  readonly size: number
  readonly probability: number
  readonly sizeWeight: number
  readonly probabilityWeight: number
}

const tsbWeights = [0.02, 0.05, 0.1, 0.2, 0.3] as const

/** Weights of least squared error on a grid (Teunter, Syntetos & Babai 2011); the start is the mean over the fitted part. */
function fitTsb(fitted: Float64Array): TsbStart {
  const sizes = fitted.filter((units) => units > 0)
  const probability = sizes.length / fitted.length
  const size = sizes.length === 0 ? 0 : sizes.reduce((sum, units) => sum + units, 0) / sizes.length
  let best: TsbStart | undefined
  let bestDeviation = Infinity
  for (const sizeWeight of tsbWeights) {
    for (const probabilityWeight of tsbWeights) {
      const start = { size, probability, sizeWeight, probabilityWeight }
      const deviation = rollTsb(fitted, { periods: 1, ...start }).deviation.at(-1) ?? 0
      if (deviation < bestDeviation) [best, bestDeviation] = [start, deviation]
    }
  }
  return best ?? { size, probability, sizeWeight: 0.1, probabilityWeight: 0.1 }
}

function rollTsb(
  demand: Float64Array,
  { periods, sizeWeight, probabilityWeight, ...start }: TsbStart & { readonly periods: number },
): RollingForecast {
  let { size, probability } = start
  return rollLevel(demand, periods, (units) => {
    if (units !== undefined) {
      probability += probabilityWeight * ((units > 0 ? 1 : 0) - probability)
      if (units > 0) size += sizeWeight * (units - size)
    }
    return probability * size
  })
}
