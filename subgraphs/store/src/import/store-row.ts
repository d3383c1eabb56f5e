import type { StoreGroupKind, StoreKind } from '../database-schema.ts'

/** One store as the import takes it; ids are the tenant's own, days are ISO dates. */
export interface StoreRow {
  readonly externalId: string
  readonly name: string
  readonly kind: StoreKind
  readonly city: string
  /** ISO 3166-1 alpha-2. */
  readonly countryCode: string
  /** IANA name. */
  readonly timeZone: string
  /** Currency of all its sales; it can't change once there are some. */
  readonly currencyCode: string
  readonly openedOn: string | null
  /** Last trading day. */
  readonly closedOn: string | null
  /** Of each kind named here the store is in exactly these groups; of other kinds it stays where it is. */
  readonly groups: readonly { readonly kind: StoreGroupKind; readonly name: string }[]
}
