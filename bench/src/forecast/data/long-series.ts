import { readRows } from './shared-data.ts'

/** One series of a long CSV: its periods in order, and the further columns of each row. */
export interface LongSeries {
  readonly id: string
  readonly periods: readonly string[]
  readonly values: Float64Array
  readonly rows: readonly Readonly<Record<string, string>>[]
}

/** The series of a file, in the file's order; its rows are in order of time within each. */
export function readSeries(file: string): readonly LongSeries[] {
  const rowsById = new Map<string, Readonly<Record<string, string>>[]>()
  for (const row of readRows(file)) {
    const id = row['series_id'] ?? ''
    const rows = rowsById.get(id)
    if (rows === undefined) rowsById.set(id, [row])
    else rows.push(row)
  }
  return [...rowsById].map(([id, rows]) => ({
    id,
    rows,
    periods: rows.map((row) => row['period'] ?? ''),
    values: Float64Array.from(rows, (row) => Number(row['value'])),
  }))
}
