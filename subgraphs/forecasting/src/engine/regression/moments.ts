import { at } from '../vector.ts'

/** Centred second moments of columns and a response: what a least squares fit needs, and what can be added up over series. */
export interface Moments {
  readonly count: number
  /** Means of the columns, and of the response. */
  readonly means: Float64Array
  readonly responseMean: number
  /** Σ (x − x̄)(x − x̄)′, row by row. */
  readonly crossProducts: Float64Array
  /** Σ (x − x̄)(y − ȳ). */
  readonly responseProducts: Float64Array
}

/** Moments of the first `response.length` entries of the columns. */
export function momentsOf(columns: readonly Float64Array[], response: Float64Array): Moments {
  const [size, count] = [columns.length, response.length]
  const means = Float64Array.from(columns, (column) => meanOf(column, count))
  const responseMean = meanOf(response, count)
  const crossProducts = new Float64Array(size * size)
  const responseProducts = new Float64Array(size)
  for (const [row, left] of columns.entries()) {
    for (let step = 0; step < count; step++) {
      const moved = at(left, step) - at(means, row)
      responseProducts[row] = at(responseProducts, row) + moved * (at(response, step) - responseMean)
      for (let column = 0; column <= row; column++) {
        const right = columns[column]
        if (right !== undefined) {
          const cell = row * size + column
          crossProducts[cell] = at(crossProducts, cell) + moved * (at(right, step) - at(means, column))
        }
      }
    }
    for (let column = 0; column < row; column++) crossProducts[column * size + row] = at(crossProducts, row * size + column)
  }
  return { count, means, responseMean, crossProducts, responseProducts }
}

/** Sum of moments about the series' own means: what series have in common beside their levels. Undefined without any. */
export function addMoments(all: readonly Moments[]): Pick<Moments, 'count' | 'crossProducts' | 'responseProducts'> | undefined {
  const [first] = all
  if (first === undefined) return undefined
  const crossProducts = new Float64Array(first.crossProducts.length)
  const responseProducts = new Float64Array(first.responseProducts.length)
  let count = 0
  for (const moments of all) {
    count += moments.count
    for (let cell = 0; cell < crossProducts.length; cell++) crossProducts[cell] = at(crossProducts, cell) + at(moments.crossProducts, cell)
    for (let row = 0; row < responseProducts.length; row++) {
      responseProducts[row] = at(responseProducts, row) + at(moments.responseProducts, row)
    }
  }
  return { count, crossProducts, responseProducts }
}

function meanOf(column: Float64Array, count: number): number {
  let sum = 0
  for (let step = 0; step < count; step++) sum += at(column, step)
  return count === 0 ? 0 : sum / count
}
