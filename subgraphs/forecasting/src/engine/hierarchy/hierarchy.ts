/**
 * Sums over bottom series, such as stores and groups of them, or states and industries crossed: any set of sums will do, a tree or not.
 * Nodes are numbered; the bottom series come last, in their own order.
 */
export interface Hierarchy {
  readonly bottomCount: number
  /** Bottom series that each sum adds up, by their numbers from 0. */
  readonly sums: readonly Int32Array[]
}

/** A hierarchy of the groups to which each bottom series belongs: one sum a group, and with `hasTotal` one of all. RangeError without series. */
export function hierarchyOf(groupings: readonly (readonly string[])[], { hasTotal }: { readonly hasTotal: boolean }): Hierarchy {
  const bottomCount = groupings[0]?.length ?? 0
  if (bottomCount === 0) throw new RangeError('got groupings of no series, wanted one at least')
  const odd = groupings.findIndex((groups) => groups.length !== bottomCount)
  if (odd >= 0) throw new RangeError(`groupings[${odd}] has ${groupings[odd]?.length} series, wanted ${bottomCount}`)
  const all = Int32Array.from({ length: bottomCount }, (_, series) => series)
  const sums = groupings.flatMap((groups) =>
    [...Map.groupBy(all, (series) => groups[series] ?? '').values()].map((members) => Int32Array.from(members)),
  )
  return { bottomCount, sums: hasTotal ? [all, ...sums] : sums }
}

/** Values of all nodes from those of the bottom series: sums first, then the bottom series themselves. */
export function sumUp({ sums }: Hierarchy, bottom: Float64Array): Float64Array {
  const totals = sums.map((members) => members.reduce((sum, series) => sum + (bottom[series] ?? 0), 0))
  return Float64Array.from([...totals, ...bottom])
}
