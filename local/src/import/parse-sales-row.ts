import type { SalesRow } from '@hemisphere/store/import/sales-row.ts'
import { currencyDigits } from '@hemisphere/kit/money.ts'
import { day, decimal, minorUnits, required, RowFault, wholeNumber, yesOrNo } from './cell.ts'
import type { FieldReader } from './column-mapping.ts'

/** One line of sales; `currencyOf` knows the stores. Negative units are a return, and a price stands for the amount that is missing. */
export function parseSalesRow(
  record: readonly string[],
  read: FieldReader,
  currencyOf: (storeExternalId: string) => string | undefined,
): SalesRow {
  const storeExternalId = required(read(record, 'store'), 'store')
  const currencyCode = currencyOf(storeExternalId)
  if (currencyCode === undefined) throw new RowFault(`store got "${storeExternalId}", which is no store of this tenant`)
  const units = wholeNumber(required(read(record, 'units'), 'units'), 'units')
  const returned = wholeNumber(read(record, 'returns') ?? '0', 'returns')
  if (returned < 0) throw new RowFault(`returns got ${returned}, wanted 0 or more`)
  const soldUnits = Math.max(0, units)
  const returnedUnits = returned + Math.max(0, -units)
  const fullAmount = read(record, 'fullAmount')
  return {
    soldOn: day(required(read(record, 'date'), 'date'), 'date'),
    storeExternalId,
    productExternalId: required(read(record, 'sku'), 'sku'),
    soldUnits,
    returnedUnits,
    netMinor: netMinor(record, read, soldUnits - returnedUnits, currencyCode),
    fullMinor: fullAmount === undefined ? null : minorUnits(fullAmount, 'fullAmount', currencyCode),
    outOfStock: yesOrNo(read(record, 'outOfStock') ?? 'false', 'outOfStock'),
  }
}

/** The amount as given, else units times price, rounded half away from zero; nothing sold needs neither. */
function netMinor(record: readonly string[], read: FieldReader, netUnits: number, currencyCode: string): number {
  const amount = read(record, 'netAmount')
  if (amount !== undefined) return minorUnits(amount, 'netAmount', currencyCode)
  const price = read(record, 'price')
  if (price !== undefined) {
    const value = netUnits * decimal(price, 'price') * 10 ** currencyDigits(currencyCode)
    return Math.sign(value) * Math.round(Math.abs(value))
  }
  if (netUnits === 0) return 0
  throw new RowFault('neither netAmount nor price is given, one is wanted')
}
