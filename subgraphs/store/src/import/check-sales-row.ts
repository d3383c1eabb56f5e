import { isDay } from '@hemisphere/kit/scalars.ts'
import { numberFault } from './number-fault.ts'
import type { SalesRow } from './sales-row.ts'
import { quote, textFault } from '@hemisphere/kit/text-fault.ts'

/** What one SKU can sell or take back in one store on one day, lines summed; seven of them fit PostgreSQL's int. */
export const maxDayUnits = 1_000_000
/** Greatest value of one SKU in one store on one day, in minor units; weeks of it stay exact as JavaScript numbers. */
export const maxDayMinor = 1_000_000_000_000
/** How a message goes on about a day that is beyond either. */
export const beyondBounds = `got a sum beyond bounds, wanted at most ${maxDayUnits} units and ${maxDayMinor} minor units of money`

const units = { min: 0, max: maxDayUnits }
const money = { min: -maxDayMinor, max: maxDayMinor }

/** The first thing wrong with a line of sales as such, or undefined. */
export function findSalesFault(row: SalesRow): string | undefined {
  const fault =
    textFault('storeExternalId', row.storeExternalId, 100) ??
    textFault('productExternalId', row.productExternalId, 100) ??
    numberFault('soldUnits', row.soldUnits, units) ??
    numberFault('returnedUnits', row.returnedUnits, units) ??
    numberFault('netMinor', row.netMinor, money) ??
    (row.fullMinor === null ? undefined : numberFault('fullMinor', row.fullMinor, money))
  if (fault !== undefined) return fault
  // PostgreSQL has no year 0.
  if (!isDay(row.soldOn) || row.soldOn < '0001-01-01') return `soldOn got ${quote(row.soldOn)}, wanted a day such as 2026-11-24`
  return undefined
}
