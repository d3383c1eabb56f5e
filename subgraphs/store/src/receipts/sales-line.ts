import type { StoreLife } from '../import/store-life.ts'

/** A store as lines of receipts are checked against it. */
export interface TradingStore extends StoreLife {
  readonly id: string
  readonly currencyCode: string
  /** The day, `YYYY-MM-DD`, that an instant (milliseconds) falls on at the store. */
  readonly dayOf: (instant: number) => string
}

/** One line of a receipt of one source; units and money of a return are negative. */
export interface SalesLine {
  readonly receiptNumber: string
  readonly lineNumber: number
  readonly storeId: string
  readonly productId: string
  /** Instants in UTC with milliseconds. */
  readonly soldAt: string
  readonly originalSoldAt: string | null
  /** Day at the store. */
  readonly soldOn: string
  readonly units: number
  readonly netMinor: number
  readonly fullMinor: number | null
}

/** Names a line within its source. */
export function lineKey({ receiptNumber, lineNumber }: Pick<SalesLine, 'receiptNumber' | 'lineNumber'>): string {
  return JSON.stringify([receiptNumber, lineNumber])
}

/** The first field in which two lines of one name differ; undefined when they say the same. The day follows from instant and store. */
export function findDifference(one: SalesLine, other: SalesLine): keyof SalesLine | undefined {
  const fields = ['storeId', 'productId', 'soldAt', 'units', 'netMinor', 'fullMinor', 'originalSoldAt'] as const
  return fields.find((field) => one[field] !== other[field])
}
