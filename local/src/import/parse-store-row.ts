import type { StoreRow } from '@hemisphere/store/import/store-row.ts'
import { day, oneOf, pairs, required } from './cell.ts'
import type { FieldReader } from './column-mapping.ts'

const storeKinds = ['SHOP', 'WAREHOUSE', 'ONLINE'] as const
const groupKinds = ['SALES_REGION', 'COUNTRY', 'CLUSTER', 'ACCESS'] as const

/** One store. */
export function parseStoreRow(record: readonly string[], read: FieldReader): StoreRow {
  const text = (field: string): string => required(read(record, field), field)
  const dayOrNull = (field: string): string | null => {
    const value = read(record, field)
    return value === undefined ? null : day(value, field)
  }
  const groups = read(record, 'groups')
  return {
    externalId: text('store'),
    name: text('name'),
    kind: oneOf(read(record, 'kind') ?? 'SHOP', 'kind', storeKinds),
    city: text('city'),
    countryCode: text('country').toUpperCase(),
    timeZone: text('timeZone'),
    currencyCode: text('currency').toUpperCase(),
    openedOn: dayOrNull('openedOn'),
    closedOn: dayOrNull('closedOn'),
    groups:
      groups === undefined
        ? []
        : pairs(groups, 'groups', ':').map(({ left, right }) => ({ kind: oneOf(left, 'groups', groupKinds), name: right })),
  }
}
