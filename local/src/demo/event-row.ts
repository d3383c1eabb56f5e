import type { StoreRow } from '@hemisphere/store/import/store-row.ts'

/** Something in the calendar that moves demand; an empty list means all of them. */
export type EventRow = {
  readonly externalId: string
  readonly name: string
  readonly kind: 'PROMOTION' | 'HOLIDAY' | 'LAUNCH' | 'STORE_CHANGE' | 'OTHER'
  readonly startsOn: string
  readonly endsOn: string
  readonly countryCodes: readonly string[]
  readonly storeGroups: StoreRow['groups']
  readonly categoryPaths: readonly (readonly string[])[]
  /** Price cut in per cent of the full price, null without one. */
  readonly discountPercent: number | null
}
