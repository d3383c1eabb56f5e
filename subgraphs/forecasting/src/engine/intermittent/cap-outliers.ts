import { at } from '../vector.ts'

/** The history with what exceeds its own quantile brought down to it: one order of a hundred is no level of a hundred. */
export function capOutliers(history: Float64Array, quantile: number): Float64Array {
  const sorted = history.toSorted()
  const cap = at(sorted, Math.floor(quantile * (sorted.length - 1)))
  return cap > 0 ? history.map((value) => Math.min(value, cap)) : history
}
