import { at } from '../vector.ts'

/** Edges of up to 64 bins by feature: a value lies in the first bin whose edge it does not exceed. */
export type BinEdges = readonly Float64Array[]

const bins = 64
/** As many values of a feature are looked at for its edges. */
const sampled = 4_096

/** Edges at the quantiles of each feature; equal values share a bin. `features` is column by column, NaN counts as the lowest. */
export function findEdges(features: readonly Float64Array[]): BinEdges {
  return features.map((column) => {
    const every = Math.max(1, Math.floor(column.length / sampled))
    const sorted = column.filter((value, index) => index % every === 0 && !Number.isNaN(value)).toSorted()
    const edges = new Set<number>()
    for (let bin = 1; bin < bins && sorted.length > 0; bin++) edges.add(at(sorted, Math.floor((bin * (sorted.length - 1)) / bins)))
    return Float64Array.from(edges)
  })
}

/** Bin of each value of one feature, 0 to 63. */
export function toBins(column: Float64Array, edges: Float64Array): Uint8Array {
  return Uint8Array.from(column, (value) => binOf(value, edges))
}

/** Bin of one value, by bisection. */
export function binOf(value: number, edges: Float64Array): number {
  if (Number.isNaN(value)) return 0
  let [low, high] = [0, edges.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (value <= at(edges, middle)) high = middle
    else low = middle + 1
  }
  return low
}
