import { momentsOf } from '../regression/moments.ts'
import { fitRidge, ridgeForecast, type Ridge } from '../regression/ridge.ts'
import { at } from '../vector.ts'
import { foldCount, least } from './attribute-forecast.ts'
import { foldsOf } from './cross-folds.ts'
import { centredError } from './residuals.ts'

/** By how much first sales move the forecast of a log total that attributes gave. */
export interface OwnSalesModel {
  readonly ridge: Ridge
  /** Median that the ridge misses by on styles that it has not seen. */
  readonly shift: number
  /** Forecast of each earlier style's log total from its own first sales, by a fit that had not seen it. */
  readonly unseen: Float64Array
}

/** Weight of "no change" in earlier styles; the greatest leaves the forecast of the attributes as it is. */
const strengths = [1, 10, 100, 1_000, 10_000, 100_000]

/**
 * What first sales say: log(1 + units) of each step between observations (the first from launch), log(1 + units) sold so far, on how many observations nothing
 * was sold yet, and the forecast of the attributes. `units` are sold by each observation and never fall.
 */
export function ownSalesRow(units: Float64Array, attributeForecast: number): Float64Array {
  const steps = units.map((sold, index) => Math.log1p(sold - at(units, index - 1)))
  const unsold = units.filter((sold) => sold === 0).length
  return Float64Array.of(...steps, Math.log1p(at(units, units.length - 1)), unsold, attributeForecast)
}

export interface OwnSalesProblem {
  readonly ids: readonly string[]
  /** Row of each earlier style, by `ownSalesRow`. */
  readonly rows: readonly Float64Array[]
  readonly logTotals: Float64Array
  /** Forecast of each earlier style's log total from attributes, by a fit that had not seen it. */
  readonly attributeForecasts: Float64Array
}

/**
 * Ridge of what the attributes' forecast misses on first sales; the penalty counts a column in units of its variance, and its strength is what forecasts styles
 * best that were set aside. So the forecast goes back to that of the attributes where first sales say little.
 */
export function fitOwnSales({ ids, rows, logTotals, attributeForecasts }: OwnSalesProblem): OwnSalesModel {
  const response = logTotals.map((actual, row) => actual - at(attributeForecasts, row))
  const corrections = strengths.map(() => new Float64Array(ids.length))
  for (const { test, train } of foldsOf(ids, foldCount)) {
    const fits = fitStrengths(
      train.map((row) => rows[row] ?? new Float64Array(0)),
      Float64Array.from(train, (row) => at(response, row)),
    )
    for (const row of test) {
      for (const [index, ridge] of fits.entries()) {
        const correction = corrections[index]
        if (correction !== undefined) correction[row] = ridgeForecast(ridge, rows[row] ?? new Float64Array(0))
      }
    }
  }
  const candidates = fitStrengths(rows, response).map((ridge, index) => {
    const correction = corrections[index] ?? new Float64Array(ids.length)
    return { ridge, correction, ...centredError(response.map((missed, row) => missed - at(correction, row))) }
  })
  const { ridge, correction, shift } = least(candidates, ({ error }) => error)
  return { ridge, shift, unseen: attributeForecasts.map((forecast, row) => forecast + at(correction, row) + shift) }
}

/** Log total of a new style with this row. */
export function ownSalesForecast({ ridge, shift }: OwnSalesModel, row: Float64Array): number {
  return at(row, row.length - 1) + ridgeForecast(ridge, row) + shift
}

function fitStrengths(rows: readonly Float64Array[], response: Float64Array): readonly Ridge[] {
  const width = rows[0]?.length ?? 0
  const columns = Array.from({ length: width }, (_, column) => Float64Array.from(rows, (row) => at(row, column)))
  const moments = momentsOf(columns, response)
  const variances = Float64Array.from(columns, (_, column) => at(moments.crossProducts, column * width + column) / response.length)
  return strengths.map((strength) =>
    fitRidge(
      moments,
      variances.map((variance) => variance * strength),
    ),
  )
}
