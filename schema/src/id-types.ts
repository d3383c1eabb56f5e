/** The type within an opaque id, by object: one list, since several subgraphs name the same objects. */
export const idTypes = {
  tenant: 'tenant',
  user: 'user',
  client: 'client',
  style: 'style',
  colorway: 'colorway',
  product: 'product',
  category: 'category',
  season: 'season',
  store: 'store',
  storeGroup: 'store-group',
  /** Made from the UUIDs of product and store, so that forecasting can name one without asking. */
  inventoryLevel: 'inventory-level',
  salesBatch: 'sales-batch',
  forecast: 'forecast',
  forecastRun: 'forecast-run',
} as const
