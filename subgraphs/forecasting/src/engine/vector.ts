/** Element of a vector at an index that the caller keeps in range; outside it reads as 0, so that arithmetic stays finite. */
export function at(values: Float64Array, index: number): number {
  return values[index] ?? 0
}

export function sumOf(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum
}

/** Element k is the sum of the elements 0 to k. */
export function runningSums(values: Float64Array): Float64Array {
  let sum = 0
  return values.map((value) => (sum += value))
}

/** Σ x_t · x_{t−lag}. */
export function lagProduct(values: Float64Array, lag: number): number {
  let sum = 0
  for (let index = lag; index < values.length; index++) sum += at(values, index) * at(values, index - lag)
  return sum
}
