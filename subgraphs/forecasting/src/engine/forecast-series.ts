import { at, runningSums } from './vector.ts'
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

/** Columns of equal length, one entry a week. */
interface Columns {
  readonly mean: Float32Array
  readonly p10: Float32Array
  readonly p50: Float32Array
  readonly p90: Float32Array
}

export interface SeriesForecast extends Columns {
  readonly method: MethodName
  /** Of sums, element k for the weeks 0 to k together: their quantiles are not the sums of the weeks' quantiles. */
  readonly totals: Columns
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
  const finish = (means: Float64Array, variances: Float64Array): Columns => {
    const quantiles = Array.from(means, (units, step) => quantilesOf(units, at(variances, step), counts))
    const toColumn = (pick: (quantiles: Quantiles) => number): Float32Array =>
      Float32Array.from(quantiles, (each) => {
        const units = Math.min(LARGEST_FLOAT32, pick(each) * unit)
        return wholeUnits ? Math.round(units) : units
      })
    return {
      mean: Float32Array.from(means, (units) => Math.min(LARGEST_FLOAT32, units * unit)),
      p10: toColumn(({ p10 }) => p10),
      p50: toColumn(({ p50 }) => p50),
      p90: toColumn(({ p90 }) => p90),
    }
  }
  return { method: chosen.method, ...finish(mean, spread.weekly), totals: finish(runningSums(mean), spread.totals) }
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
