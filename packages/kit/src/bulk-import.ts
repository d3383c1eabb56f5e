import type pg from 'pg'

/** A row with its number in the file that it came from. */
export type Numbered<Row> = Row & { readonly row: number }

export type RowSource<Row> = Iterable<Numbered<Row>> | AsyncIterable<Numbered<Row>>

export interface ImportTarget {
  /** On the service role of the subgraph that owns the rows. */
  readonly pool: pg.Pool
  readonly tenantId: string
}

/** A row that was not stored, with what was got and what was wanted. */
export interface Reject {
  readonly row: number
  readonly reason: string
}

export interface ImportResult {
  /** Rows that are stored now, those that were stored alike before included. */
  readonly storedCount: number
  /** In the order of the file. */
  readonly rejects: readonly Reject[]
}
