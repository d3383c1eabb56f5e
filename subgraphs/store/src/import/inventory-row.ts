/** One count of a SKU in a store as the import takes it. */
export interface InventoryRow {
  readonly storeExternalId: string
  /** The product's external id, or its SKU. */
  readonly productExternalId: string
  readonly onHandUnits: number
  readonly reservedUnits: number
  /** Under way from other stores. */
  readonly inTransitUnits: number
  /** Ordered from suppliers and not yet received. */
  readonly onOrderUnits: number
  /** Instant of the count, RFC 3339. */
  readonly asOf: string
}
