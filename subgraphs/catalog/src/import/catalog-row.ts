import type { AttributeValue, Lifecycle } from '../database-schema.ts'

/** One SKU as the import takes it; ids are the tenant's own, days are ISO dates, money is in minor units. */
export interface CatalogRow {
  readonly productExternalId: string
  readonly sku: string
  readonly gtin: string | null
  readonly styleExternalId: string
  readonly styleName: string
  readonly brand: string | null
  /** From the top, such as `['Women', 'Dresses']`. */
  readonly categoryPath: readonly string[]
  readonly seasonName: string | null
  /** Both days or neither; a season that is not known yet needs both. */
  readonly seasonStartsOn: string | null
  readonly seasonEndsOn: string | null
  readonly launchesOn: string | null
  readonly colorwayExternalId: string
  readonly colorName: string
  readonly size: string
  /** Place among its siblings, smallest is 0. */
  readonly sizeRank: number
  readonly lifecycle: Lifecycle
  /** Null only in a row without money. */
  readonly currencyCode: string | null
  readonly priceMinor: number | null
  /** Before markdown; null, or equal to the price, at full price. */
  readonly fullPriceMinor: number | null
  readonly unitCostMinor: number | null
  readonly packSizeUnits: number
  readonly imageUrl: string | null
  readonly attributes: readonly AttributeValue[]
}
