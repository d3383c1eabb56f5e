import { maxDayMinor, maxDayUnits } from '../import/check-sales-row.ts'
import type { SalesLine } from './sales-line.ts'

/** Figures of one SKU in one store on one day, of which lines of receipts may be a part. */
export interface SalesDay {
  readonly storeId: string
  readonly productId: string
  readonly soldOn: string
  readonly soldUnits: number
  readonly returnedUnits: number
  readonly netMinor: number
  /** Null when it isn't known for all that moved. */
  readonly fullMinor: number | null
  /** Instant until which an import has told what the day sold; null when none has. */
  readonly importedAt: string | null
}

/** Names a day of a SKU in a store. */
export function dayKey({ storeId, productId, soldOn }: Pick<SalesDay, 'storeId' | 'productId' | 'soldOn'>): string {
  return `${storeId} ${productId} ${soldOn}`
}

/**
 * Whether an import's figure for the day holds a line already: it does when the line was sold by then. A clock of a till may be
 * ahead; what is recorded at `now` was sold by then.
 */
export function isCovered({ soldAt }: SalesLine, { importedAt }: SalesDay, now: number): boolean {
  return importedAt !== null && Math.min(Date.parse(soldAt), now) <= Date.parse(importedAt)
}

/** The day with a line added; undefined when that is beyond all reason, by the bounds of an import. */
export function addLine(day: SalesDay, { units, netMinor, fullMinor }: SalesLine): SalesDay | undefined {
  const knownFull = day.fullMinor ?? (day.soldUnits === 0 && day.returnedUnits === 0 ? 0 : null)
  const sum = {
    ...day,
    soldUnits: day.soldUnits + Math.max(units, 0),
    returnedUnits: day.returnedUnits + Math.max(-units, 0),
    netMinor: day.netMinor + netMinor,
    fullMinor: knownFull === null || fullMinor === null ? null : knownFull + fullMinor,
  }
  const isBeyond =
    Math.max(sum.soldUnits, sum.returnedUnits) > maxDayUnits || Math.max(Math.abs(sum.netMinor), Math.abs(sum.fullMinor ?? 0)) > maxDayMinor
  return isBeyond ? undefined : sum
}
