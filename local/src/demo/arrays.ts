type NumberColumn = Float64Array | Int32Array | Uint16Array | Uint8Array

/** The item at an index that must exist; RangeError otherwise. */
export function at<T>(list: readonly T[], index: number): T {
  const item = list[index]
  if (item === undefined) throw new RangeError(`got index ${index}, wanted 0 to ${list.length - 1}`)
  return item
}

/** Adds to one cell of a column. */
export function addTo(column: NumberColumn, index: number, amount: number): void {
  column[index] = (column[index] ?? 0) + amount
}

/** Sum of a list. */
export function sum(values: Iterable<number>): number {
  let total = 0
  for (const value of values) total += value
  return total
}

/** Whole numbers from 0 to count − 1. */
export function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index)
}
