/** Rows of one fold, and all the others. */
export interface Fold {
  readonly test: readonly number[]
  readonly train: readonly number[]
}

/** Rows dealt into folds in the order of their ids, so that the order in which they came decides nothing. Stone 1974. */
export function foldsOf(ids: readonly string[], count: number): readonly Fold[] {
  const order = [...ids.keys()].toSorted((one, other) => compare(ids[one] ?? '', ids[other] ?? ''))
  const rows = [...ids.keys()]
  const foldOf = new Map(order.map((row, rank) => [row, rank % count]))
  return Array.from({ length: Math.min(count, ids.length) }, (_, fold) => ({
    test: rows.filter((row) => foldOf.get(row) === fold),
    train: rows.filter((row) => foldOf.get(row) !== fold),
  }))
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
