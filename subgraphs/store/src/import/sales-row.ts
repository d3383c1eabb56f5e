/** Sales of one SKU in one store on one day as the import takes them; lines of one file with the same store, SKU and day are summed. */
export interface SalesRow {
  /** Day in the store, `YYYY-MM-DD`. */
  readonly soldOn: string
  readonly storeExternalId: string
  /** The product's external id, or its SKU. */
  readonly productExternalId: string
  /** Before returns. */
  readonly soldUnits: number
  readonly returnedUnits: number
  /** Sales less returns, tax excluded, in minor units of the store's currency. */
  readonly netMinor: number
  /** The same at full price; null where it isn't known. */
  readonly fullMinor: number | null
  readonly outOfStock: boolean
}
