import { quote } from '@hemisphere/kit/text-fault.ts'
import { beyondBounds } from '../import/check-sales-row.ts'
import { yearsBefore } from '../import/reject-sales.ts'
import { wantedOfLife } from '../import/store-life.ts'
import type { PlacedRow } from './place-lines.ts'
import type { LineFault, Refusal } from './refusal.ts'
import { addLine, dayKey, isCovered, type SalesDay } from './sales-day.ts'
import { findDifference, lineKey, type SalesLine } from './sales-line.ts'

/** What an instant may be ahead of ours, for the clocks of tills. */
const maxAheadMs = 300_000
const maxAgeYears = 10

export interface Judgement {
  /** Lines to store. */
  readonly accepted: readonly SalesLine[]
  /** Days whose figures the accepted lines change, with the lines added. */
  readonly changedDays: readonly SalesDay[]
  readonly duplicateCount: number
  readonly refusals: readonly Refusal[]
}

export interface Stored {
  /** By `lineKey`: every line that has a name of the rows. */
  readonly lines: ReadonlyMap<string, SalesLine>
  /** By `dayKey`: every day of the rows that has figures. */
  readonly days: ReadonlyMap<string, SalesDay>
}

/**
 * Which lines are new, known or refused, in the order of the rows; a line that an earlier row has is known.
 * A known line is a duplicate whatever time has passed, or, when it says something else, a contradiction.
 */
export function judgeLines(rows: readonly PlacedRow[], stored: Stored, now: number): Judgement {
  const lines = new Map(stored.lines)
  const changedDays = new Map<string, SalesDay>()
  const accepted: SalesLine[] = []
  const refusals: Refusal[] = []
  let duplicateCount = 0
  for (const { row, line, store } of rows) {
    const known = lines.get(lineKey(line))
    const difference = known && findDifference(known, line)
    if (known !== undefined && difference === undefined) {
      duplicateCount += 1
      continue
    }
    const fault = difference === undefined ? findTimeFault(line, store, now) : contradiction(line, difference)
    if (fault !== undefined) {
      refusals.push({ ...fault, row })
      continue
    }
    const key = dayKey(line)
    const day = changedDays.get(key) ?? stored.days.get(key) ?? emptyDay(line)
    if (!isCovered(line, day, now)) {
      const sum = addLine(day, line)
      if (sum === undefined) {
        refusals.push({ code: 'INVALID', path: ['units'], message: excessOf(line), row })
        continue
      }
      changedDays.set(key, sum)
    }
    lines.set(lineKey(line), line)
    accepted.push(line)
  }
  return { accepted, changedDays: [...changedDays.values()], duplicateCount, refusals }
}

function emptyDay({ storeId, productId, soldOn }: SalesLine): SalesDay {
  return { storeId, productId, soldOn, soldUnits: 0, returnedUnits: 0, netMinor: 0, fullMinor: null, importedAt: null }
}

function findTimeFault({ soldAt, soldOn, originalSoldAt }: SalesLine, store: PlacedRow['store'], now: number): LineFault | undefined {
  if (Date.parse(soldAt) > now + maxAheadMs) {
    return outOfTime('soldAt', `${soldAt}, wanted an instant that is not in the future: it is ${new Date(now).toISOString()}`)
  }
  const oldest = yearsBefore(now, maxAgeYears)
  for (const [field, instant] of Object.entries({ soldAt, originalSoldAt })) {
    if (instant !== null && Date.parse(instant) < Date.parse(oldest)) {
      return outOfTime(field, `${instant}, wanted an instant from ${oldest} on, ${maxAgeYears} years back`)
    }
  }
  const wanted = wantedOfLife(soldOn, store)
  return wanted === undefined ? undefined : outOfTime('soldAt', `${soldAt}, ${soldOn} at the store, ${wanted}`)
}

function outOfTime(field: string, got: string): LineFault {
  return { code: 'OUT_OF_TIME', path: [field], message: `${field} got ${got}` }
}

const fieldNames: Readonly<Partial<Record<keyof SalesLine, string>>> = {
  storeId: 'storeExternalId',
  productId: 'productExternalId',
  netMinor: 'netAmount',
  fullMinor: 'fullAmount',
}

function contradiction({ receiptNumber, lineNumber }: SalesLine, difference: keyof SalesLine): LineFault {
  const field = fieldNames[difference] ?? difference
  const message = `line ${lineNumber} of receipt ${quote(receiptNumber)} got another ${field} than is stored, wanted the same; a correction is a return and a sale`
  return { code: 'CONTRADICTION', path: [field], message }
}

function excessOf({ soldOn }: SalesLine): string {
  return `the lines of this store and SKU on ${soldOn} ${beyondBounds}`
}
