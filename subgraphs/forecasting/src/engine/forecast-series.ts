import { at, sumOf } from './vector.ts'
import { calibratedSpread } from './calibrate.ts'
import { replaceCensoredWeeks } from './censored.ts'
import { chooseMethod } from './choose-method.ts'
import { fromFirstSale } from './first-sale.ts'
import type { MethodName } from './method-fit.ts'
import { quantilesOf } from './quantiles.ts'
import type { Quantiles } from './negative-binomial.ts'

export type { MethodName } from './method-fit.ts'

export interface SeriesInput {
  /** Weekly units, oldest first, at least one week. */
  readonly demand: Float64Array
  /** 1 = week with stock-out days, whose demand is a lower bound. */
  readonly censored?: Uint8Array
}

export interface ForecastOptions {
  readonly horizonWeeks: number
  /** Weeks of a season, 52 for a yearly one; 1 = no season. */
  readonly seasonWeeks: number
  readonly wholeUnits: boolean
}

export interface SeriesForecast {
  readonly method: MethodName
  readonly mean: Float32Array
  readonly p10: Float32Array
  readonly p50: Float32Array
  readonly p90: Float32Array
  /** Of the horizon's sum: its quantiles are not the sums of the weeks' quantiles. */
  readonly total: { mean: number; p10: number; p50: number; p90: number }
}

const LARGEST_FLOAT32 = 3.4028234663852886e38
/** Beyond these bounds the squares of the units would leave the range of doubles. */
const PLAIN_RANGE = { low: 1e-100, high: 1e100 }

/**
 * Forecast of one series by the method that did best on its own past (see chooseMethod). Quantiles are ordered and never negative, whole
 * where `wholeUnits`; the mean stays an expectation and isn't rounded. Every number is finite: what float32 can't hold is cut to its
 * largest. Weeks of net returns count as zero. RangeError for an empty series, a number that isn't finite, or a horizon or season below 1.
 */
export function forecastSeries(input: SeriesInput, options: ForecastOptions): SeriesForecast {
  check(input, options)
  const { horizonWeeks, seasonWeeks, wholeUnits } = options
  // Before anything is added up: even a mean of the largest numbers would be infinite.
  const unit = unitOf(input.demand)
  const demand = unit === 1 ? input.demand : input.demand.map((units) => units / unit)
  const history = fromFirstSale(replaceCensoredWeeks(demand, input.censored))
  const chosen = chooseMethod(history, seasonWeeks, horizonWeeks)
  const counts = wholeUnits && unit === 1
  const spread = calibratedSpread(chosen, history.length, counts)
  const { mean } = chosen.fit
  const finish = (value: number, largest: number): number => {
    const units = Math.min(largest, value * unit)
    return wholeUnits ? Math.round(units) : units
  }
  const weekly = Array.from(mean, (units, step) => quantilesOf(units, at(spread.weekly, step), counts))
  const inWeeks = (pick: (quantiles: Quantiles) => number): Float32Array =>
    Float32Array.from(weekly, (quantiles) => finish(pick(quantiles), LARGEST_FLOAT32))
  const totalMean = sumOf(mean)
  const total = quantilesOf(totalMean, spread.total, counts)
  return {
    method: chosen.method,
    mean: Float32Array.from(mean, (units) => Math.min(LARGEST_FLOAT32, units * unit)),
    p10: inWeeks(({ p10 }) => p10),
    p50: inWeeks(({ p50 }) => p50),
    p90: inWeeks(({ p90 }) => p90),
    total: {
      mean: Math.min(Number.MAX_VALUE, totalMean * unit),
      p10: finish(total.p10, Number.MAX_VALUE),
      p50: finish(total.p50, Number.MAX_VALUE),
      p90: finish(total.p90, Number.MAX_VALUE),
    },
  }
}

function unitOf(demand: Float64Array): number {
  const largest = demand.reduce((most, units) => Math.max(most, units), 0)
  const isPlain = largest === 0 || (largest >= PLAIN_RANGE.low && largest <= PLAIN_RANGE.high)
  return isPlain ? 1 : largest
}

function check({ demand, censored }: SeriesInput, { horizonWeeks, seasonWeeks }: ForecastOptions): void {
  if (demand.length === 0) throw new RangeError('demand has no week, wanted at least one')
  const odd = demand.findIndex((units) => !Number.isFinite(units))
  if (odd >= 0) throw new RangeError(`demand[${odd}] is ${demand[odd]}, wanted a finite number`)
  if (censored && censored.length !== demand.length) {
    throw new RangeError(`censored has ${censored.length} weeks, wanted the ${demand.length} of demand`)
  }
  for (const [name, value] of Object.entries({ horizonWeeks, seasonWeeks })) {
    if (!Number.isInteger(value) || value < 1) throw new RangeError(`${name} is ${value}, wanted a whole number from 1`)
  }
}
