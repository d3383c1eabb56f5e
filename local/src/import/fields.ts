/** A column that an import understands. */
export interface Field {
  readonly name: string
  readonly about: string
  readonly required?: true
}

export const importKinds = ['sales', 'catalog', 'stores', 'inventory'] as const

export type ImportKind = (typeof importKinds)[number]

/** What each kind of file may hold; names in a header match without regard to case, blanks, `_` and `-`. */
export const fieldsOf: Readonly<Record<ImportKind, readonly Field[]>> = {
  sales: [
    { name: 'date', about: 'day of the sale in the store, YYYY-MM-DD; for weekly figures the first day of the week', required: true },
    { name: 'store', about: "the store's own key", required: true },
    { name: 'sku', about: "the SKU, or the product's own key", required: true },
    { name: 'units', about: 'units sold; a negative number is a return', required: true },
    { name: 'returns', about: 'units returned' },
    { name: 'netAmount', about: 'value of sales less returns, tax excluded; or give `price`' },
    { name: 'price', about: 'mean price of one unit, tax excluded' },
    { name: 'fullAmount', about: 'value at full price' },
    { name: 'outOfStock', about: 'true on a day without stock' },
  ],
  catalog: [
    { name: 'sku', about: 'the SKU', required: true },
    { name: 'product', about: "the product's own key, the SKU when absent" },
    { name: 'gtin', about: 'barcode' },
    { name: 'style', about: "the style's own key, the product's when absent" },
    { name: 'styleName', about: 'trade name of the style', required: true },
    { name: 'brand', about: 'brand' },
    { name: 'category', about: 'path in the tree, such as `Women > Dresses`', required: true },
    { name: 'season', about: 'name of the season' },
    { name: 'seasonStartsOn', about: 'first day of a season that is new' },
    { name: 'seasonEndsOn', about: 'last day of a season that is new' },
    { name: 'launchesOn', about: 'first day on sale' },
    { name: 'colorway', about: "the colourway's own key, made from style and colour when absent" },
    { name: 'colorName', about: 'colour, `One colour` when absent' },
    { name: 'size', about: 'size as printed, `One size` when absent' },
    { name: 'sizeRank', about: 'place of the size among its siblings, smallest is 0' },
    { name: 'lifecycle', about: 'PLANNED, NEW, ACTIVE, MARKDOWN or DISCONTINUED; ACTIVE when absent' },
    { name: 'currency', about: 'currency of the prices, needed with a price' },
    { name: 'price', about: 'selling price' },
    { name: 'fullPrice', about: 'price before markdown' },
    { name: 'unitCost', about: 'landed cost of one unit' },
    { name: 'packSize', about: 'units in one purchase pack, 1 when absent' },
    { name: 'imageUrl', about: 'picture' },
    { name: 'attributes', about: 'such as `fabric=linen;fit=slim`' },
  ],
  stores: [
    { name: 'store', about: "the store's own key", required: true },
    { name: 'name', about: 'name', required: true },
    { name: 'kind', about: 'SHOP, WAREHOUSE or ONLINE; SHOP when absent' },
    { name: 'city', about: 'city', required: true },
    { name: 'country', about: 'country, two letters', required: true },
    { name: 'timeZone', about: 'IANA time zone', required: true },
    { name: 'currency', about: 'currency of its sales', required: true },
    { name: 'openedOn', about: 'first trading day' },
    { name: 'closedOn', about: 'last trading day' },
    { name: 'groups', about: 'such as `COUNTRY:Germany;CLUSTER:Flagship`' },
  ],
  inventory: [
    { name: 'store', about: "the store's own key", required: true },
    { name: 'sku', about: "the SKU, or the product's own key", required: true },
    { name: 'onHand', about: 'units in the store', required: true },
    { name: 'reserved', about: 'units promised to customers' },
    { name: 'inTransit', about: 'units under way from other stores' },
    { name: 'onOrder', about: 'units ordered from suppliers' },
    { name: 'asOf', about: 'instant of the count, RFC 3339', required: true },
  ],
}
