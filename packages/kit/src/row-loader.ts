import DataLoader from 'dataloader'

export type RowLoader<Row> = DataLoader<string, Row | null>

export type GroupLoader<Row> = DataLoader<string, readonly Row[]>

/** Loads rows by a unique key; `find` is one statement a batch. A key without a row gives null. */
export function createRowLoader<Row>(
  find: (keys: readonly string[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => string,
): RowLoader<Row> {
  return new DataLoader(async (keys) => {
    const rows = new Map((await find(keys)).map((row) => [keyOf(row), row]))
    return keys.map((key) => rows.get(key) ?? null)
  })
}

/** Loads all rows that share a key, in the order of `list`, which is one statement a batch. */
export function createGroupLoader<Row>(
  list: (keys: readonly string[]) => Promise<readonly Row[]>,
  keyOf: (row: Row) => string,
): GroupLoader<Row> {
  return new DataLoader(async (keys) => {
    const groups = Map.groupBy(await list(keys), keyOf)
    return keys.map((key) => groups.get(key) ?? [])
  })
}
