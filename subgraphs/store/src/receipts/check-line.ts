import { quote, textFault } from '@hemisphere/kit/text-fault.ts'
import type { SalesLineInput } from '../generated/resolver-types.ts'
import { maxDayUnits } from '../import/check-sales-row.ts'
import { numberFault } from '../import/number-fault.ts'
import type { LineFault } from './refusal.ts'

const lineNumbers = { min: 0, max: 2_147_483_647 }
const units = { min: -maxDayUnits, max: maxDayUnits }

/** The first thing wrong with a line as such, or undefined; what it needs of the store is checked later. */
export function findLineFault(line: SalesLineInput): LineFault | undefined {
  return (
    invalid('receiptNumber', textFault('receiptNumber', line.receiptNumber, 100)) ??
    invalid('lineNumber', numberFault('lineNumber', line.lineNumber, lineNumbers)) ??
    invalid('storeExternalId', textFault('storeExternalId', line.storeExternalId, 100)) ??
    invalid('productExternalId', textFault('productExternalId', line.productExternalId, 100)) ??
    invalid('units', unitsFault(line.units)) ??
    invalid('originalSoldAt', originalFault(line))
  )
}

function invalid(field: keyof SalesLineInput, message: string | undefined): LineFault | undefined {
  return message === undefined ? undefined : { code: 'INVALID', path: [field], message }
}

function unitsFault(value: number): string | undefined {
  return value === 0 ? 'units got 0, wanted units sold, or as a negative number units returned' : numberFault('units', value, units)
}

function originalFault({ units: moved, soldAt, originalSoldAt }: SalesLineInput): string | undefined {
  if (typeof originalSoldAt !== 'string') return undefined
  if (moved > 0) return `originalSoldAt got ${quote(originalSoldAt)} for a sale of ${moved} units, wanted it for a return alone`
  if (Date.parse(originalSoldAt) <= Date.parse(soldAt)) return undefined
  return `originalSoldAt got ${quote(originalSoldAt)}, wanted an instant that is not after soldAt, ${quote(soldAt)}`
}
