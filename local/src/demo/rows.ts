/** One SKU as the catalog's import takes it; money in minor units, days as ISO dates. */
export type CatalogRow = {
  readonly productExternalId: string
  readonly sku: string
  readonly gtin: string | null
  readonly styleExternalId: string
  readonly styleName: string
  readonly brand: string | null
  /** From the top, such as `['Women', 'Dresses']`. */
  readonly categoryPath: readonly string[]
  readonly seasonName: string | null
  readonly seasonStartsOn: string | null
  readonly seasonEndsOn: string | null
  readonly launchesOn: string | null
  readonly colorwayExternalId: string
  readonly colorName: string
  readonly size: string
  /** Place among its siblings, smallest is 0. */
  readonly sizeRank: number
  readonly lifecycle: Lifecycle
  readonly currencyCode: string
  /** Shelf price now: tax included where the shelf shows it so. */
  readonly priceMinor: number | null
  /** Shelf price before markdown, null at full price. */
  readonly fullPriceMinor: number | null
  readonly unitCostMinor: number | null
  readonly packSizeUnits: number
  readonly imageUrl: string | null
  readonly attributes: readonly Attribute[]
}

export type Attribute = { readonly key: string; readonly value: string }

export type Lifecycle = 'PLANNED' | 'NEW' | 'ACTIVE' | 'MARKDOWN' | 'DISCONTINUED'

export type StoreKind = 'SHOP' | 'WAREHOUSE' | 'ONLINE'

export type StoreGroup = {
  readonly kind: 'SALES_REGION' | 'COUNTRY' | 'CLUSTER' | 'ACCESS'
  readonly name: string
}

/** One place that holds stock. */
export type StoreRow = {
  readonly externalId: string
  readonly name: string
  readonly kind: StoreKind
  readonly city: string
  readonly countryCode: string
  readonly timeZone: string
  readonly currencyCode: string
  readonly openedOn: string | null
  readonly closedOn: string | null
  readonly groups: readonly StoreGroup[]
}

/** Sales of one SKU in one store on one of the store's days. */
export type SalesRow = {
  readonly soldOn: string
  readonly storeExternalId: string
  readonly productExternalId: string
  readonly soldUnits: number
  readonly returnedUnits: number
  /** Sales less returns after discounts, tax excluded. */
  readonly netMinor: number
  /** The same units at full price, tax excluded. */
  readonly fullMinor: number | null
  /** The SKU was ranged and on sale, and nothing was there to sell the whole day. */
  readonly outOfStock: boolean
}

/** Stock of one SKU in one store at one instant. */
export type InventoryRow = {
  readonly storeExternalId: string
  readonly productExternalId: string
  readonly onHandUnits: number
  readonly reservedUnits: number
  readonly inTransitUnits: number
  readonly onOrderUnits: number
  readonly asOf: string
}

/** Something in the calendar that moves demand; an empty list means all of them. */
export type EventRow = {
  readonly externalId: string
  readonly name: string
  readonly kind: 'PROMOTION' | 'HOLIDAY' | 'LAUNCH' | 'STORE_CHANGE' | 'OTHER'
  readonly startsOn: string
  readonly endsOn: string
  readonly countryCodes: readonly string[]
  readonly storeGroups: readonly StoreGroup[]
  readonly categoryPaths: readonly (readonly string[])[]
  /** Price cut in per cent of the full price, null without one. */
  readonly discountPercent: number | null
}
