import { at } from '../vector.ts'
import type { Moments } from './moments.ts'
import { solveSymmetric } from './solve-symmetric.ts'

/** A linear forecast: response mean + Σ slope · (x − mean of x). */
export interface Ridge {
  readonly responseMean: number
  readonly means: Float64Array
  readonly slopes: Float64Array
}

/** Least squares with a penalty on the square of each slope and none on the level: (X′X + diag(penalties))⁻¹ X′y of centred columns (Hoerl & Kennard 1970). */
export function fitRidge({ means, responseMean, crossProducts, responseProducts }: Moments, penalties: Float64Array): Ridge {
  const size = means.length
  const matrix = crossProducts.slice()
  for (let column = 0; column < size; column++) {
    matrix[column * size + column] = at(matrix, column * size + column) + at(penalties, column)
  }
  return { responseMean, means, slopes: solveSymmetric(matrix, responseProducts) }
}

/** Forecast for one row of the columns. */
export function ridgeForecast({ responseMean, means, slopes }: Ridge, row: Float64Array): number {
  return slopes.reduce((sum, slope, column) => sum + slope * (at(row, column) - at(means, column)), responseMean)
}
