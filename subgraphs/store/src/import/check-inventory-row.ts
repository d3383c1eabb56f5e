import { isInstant } from '@hemisphere/kit/scalars.ts'
import type { InventoryRow } from './inventory-row.ts'
import { numberFault } from './number-fault.ts'
import { quote, textFault } from '@hemisphere/kit/text-fault.ts'

const units = { min: 0, max: 100_000_000 }

/** The first thing wrong with a count as such, or undefined. */
export function findInventoryFault(row: InventoryRow): string | undefined {
  const fault =
    textFault('storeExternalId', row.storeExternalId, 100) ??
    textFault('productExternalId', row.productExternalId, 100) ??
    numberFault('onHandUnits', row.onHandUnits, units) ??
    numberFault('reservedUnits', row.reservedUnits, units) ??
    numberFault('inTransitUnits', row.inTransitUnits, units) ??
    numberFault('onOrderUnits', row.onOrderUnits, units)
  if (fault !== undefined) return fault
  if (isInstant(row.asOf) && isWithinReach(Date.parse(row.asOf))) return undefined
  return `asOf got ${quote(row.asOf)}, wanted an instant such as 2026-11-24T08:30:00Z`
}

/** Whether the instant's year has four digits in UTC too; whether it lies in the future is checked against the clock later. */
function isWithinReach(instant: number): boolean {
  return instant >= Date.parse('1970-01-01T00:00:00Z') && instant < Date.parse('9999-01-01T00:00:00Z')
}
