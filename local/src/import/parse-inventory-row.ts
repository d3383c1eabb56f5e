import { isInstant } from '@hemisphere/kit/scalars.ts'
import type { InventoryRow } from '@hemisphere/store/import/inventory-row.ts'
import { required, RowFault, wholeNumber } from './cell.ts'
import type { FieldReader } from './column-mapping.ts'

/** One count of a SKU in a store. */
export function parseInventoryRow(record: readonly string[], read: FieldReader): InventoryRow {
  const units = (field: string): number => wholeNumber(read(record, field) ?? '0', field)
  const asOf = required(read(record, 'asOf'), 'asOf')
  if (!isInstant(asOf)) throw new RowFault(`asOf got "${asOf}", wanted an instant such as 2026-11-24T08:30:00Z`)
  return {
    storeExternalId: required(read(record, 'store'), 'store'),
    productExternalId: required(read(record, 'sku'), 'sku'),
    onHandUnits: wholeNumber(required(read(record, 'onHand'), 'onHand'), 'onHand'),
    reservedUnits: units('reserved'),
    inTransitUnits: units('inTransit'),
    onOrderUnits: units('onOrder'),
    asOf,
  }
}
