import { graphqlError } from './error.ts'

export const maxPageSize = 250

export interface PageInfo {
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
  readonly startCursor: string | null
  readonly endCursor: string | null
}

export interface Page<Node> {
  readonly edges: readonly { readonly cursor: string; readonly node: Node }[]
  readonly nodes: readonly Node[]
  readonly pageInfo: PageInfo
}

/** `first` as sent by a client; outside 1 to 250 it is BAD_USER_INPUT. */
export function pageSize(first: number): number {
  if (!Number.isInteger(first) || first < 1 || first > maxPageSize) {
    throw graphqlError('BAD_USER_INPUT', `first got ${first}, wanted 1 to ${maxPageSize}`)
  }
  return first
}

export interface ToPage<Row, Node> {
  /** At most `first + 1` rows; the last one only tells that more follow. */
  readonly rows: readonly Row[]
  readonly first: number
  readonly after: string | null | undefined
  readonly cursor: (row: Row) => string
  readonly node: (row: Row) => Node
}

/** A Relay connection page of rows that were read with a limit of `first + 1`. */
export function toPage<Row, Node>({ rows, first, after, cursor, node }: ToPage<Row, Node>): Page<Node> {
  const edges = rows.slice(0, first).map((row) => ({ cursor: cursor(row), node: node(row) }))
  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: {
      hasNextPage: rows.length > first,
      hasPreviousPage: after !== null && after !== undefined,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}

/** Rows counted beyond this are told as one more: `totalCount` 10,001 means more than 10,000. */
export const totalCountLimit = 10_000
