import type { StoreKind } from '@hemisphere/store/database-schema.ts'
import type { SizeSystem } from './sizes.ts'

/** A kind of place: how its customers differ from the chain's. */
export type Cluster = 'Flagship' | 'City' | 'Mall' | 'Online' | 'Distribution'

export type Site = {
  readonly externalId: string
  readonly name: string
  readonly kind: StoreKind
  readonly city: string
  readonly countryCode: string
  readonly timeZone: string
  /** Name of one of the profile's regions. */
  readonly region: string
  readonly cluster: Cluster
  /** Years before the first simulated day, or in the middle of the simulated time. */
  readonly opened: number | 'MIDWAY'
}

export type Region = {
  readonly name: string
  /** How much warmer than the chain, in deviations of the weather. */
  readonly climate: number
}

/** What makes one simulated retailer differ from another. */
export type RetailerProfile = {
  /** Begins every SKU and external id. */
  readonly skuPrefix: string
  /** Three digits that begin with 2: the range for use inside a company. */
  readonly gtinPrefix: string
  readonly currencyCode: string
  /** Shelf prices in the tenant's currency for one euro. */
  readonly priceLevel: number
  readonly sizeSystem: SizeSystem
  readonly brands: readonly { readonly name: string; readonly weight: number }[]
  readonly givenNames: readonly string[]
  readonly regions: readonly Region[]
  readonly sites: readonly Site[]
  /** Days of the month on which customers are paid; 31 stands for the last day. */
  readonly paydays: readonly number[]
  /** Never-out-of-stock styles, and styles in each of the five drops of a season. */
  readonly basicStyles: number
  readonly stylesPerDrop: number
  /** Colourways of a style at most. */
  readonly colorDepth: number
  /** Units a day that an average seasonal style sells in an average shop at its best. */
  readonly pace: number
  /** Sales online beside an average shop. */
  readonly onlineSize: number
}
