import { at } from '../vector.ts'

/**
 * Solves A·x = b for a symmetric positive semidefinite A (row by row, n × n) by Cholesky's factors; a direction in which A has nothing
 * gets 0. Golub & Van Loan 2013, §4.2.
 */
export function solveSymmetric(matrix: Float64Array, rightSide: Float64Array): Float64Array {
  return solveFactored(factorSymmetric(matrix, rightSide.length), rightSide)
}

/** Cholesky's factor L of A = L·L′, for many right sides (row by row, n × n; zeros above the diagonal). */
export function factorSymmetric(matrix: Float64Array, size: number): Float64Array {
  const factor = new Float64Array(size * size)
  for (let row = 0; row < size; row++) {
    // Of the row's own size, so that the units of a variable don't matter.
    const least = 1e-12 * at(matrix, row * size + row)
    for (let column = 0; column <= row; column++) {
      let sum = at(matrix, row * size + column)
      for (let k = 0; k < column; k++) sum -= at(factor, row * size + k) * at(factor, column * size + k)
      const pivot = at(factor, column * size + column)
      if (row === column) factor[row * size + row] = sum > least ? Math.sqrt(sum) : 0
      else factor[row * size + column] = pivot > 0 ? sum / pivot : 0
    }
  }
  return factor
}

/** Solves L·L′·x = b. */
export function solveFactored(factor: Float64Array, rightSide: Float64Array): Float64Array {
  const size = rightSide.length
  const solution = new Float64Array(size)
  for (let row = 0; row < size; row++) {
    let sum = at(rightSide, row)
    for (let k = 0; k < row; k++) sum -= at(factor, row * size + k) * at(solution, k)
    const pivot = at(factor, row * size + row)
    solution[row] = pivot > 0 ? sum / pivot : 0
  }
  for (let row = size - 1; row >= 0; row--) {
    let sum = at(solution, row)
    for (let k = row + 1; k < size; k++) sum -= at(factor, k * size + row) * at(solution, k)
    const pivot = at(factor, row * size + row)
    solution[row] = pivot > 0 ? sum / pivot : 0
  }
  return solution
}
