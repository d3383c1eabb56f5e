/** Tables that requests read, by their qualified names; values as the pool gives them (days and instants are text). */
export interface CatalogSchema {
  'catalog.season': SeasonTable
  'catalog.category': CategoryTable
  'catalog.category_closure': CategoryClosureTable
  'catalog.style': StyleTable
  'catalog.colorway': ColorwayTable
  'catalog.product': ProductTable
}

export const lifecycles = ['PLANNED', 'NEW', 'ACTIVE', 'MARKDOWN', 'DISCONTINUED'] as const

export type Lifecycle = (typeof lifecycles)[number]

export interface AttributeValue {
  readonly key: string
  readonly value: string
}

interface SeasonTable {
  id: string
  external_id: string
  name: string
  starts_on: string
  ends_on: string
}

interface CategoryTable {
  id: string
  external_id: string
  name: string
  parent_id: string | null
  depth: number
}

interface CategoryClosureTable {
  category_id: string
  ancestor_id: string
}

interface StyleTable {
  id: string
  external_id: string
  name: string
  brand: string | null
  category_id: string
  season_id: string | null
  lifecycle: Lifecycle
  launches_on: string | null
  image_url: string | null
  attributes: readonly AttributeValue[]
}

interface ColorwayTable {
  id: string
  external_id: string
  style_id: string
  color_name: string
  image_url: string | null
}

interface ProductTable {
  id: string
  external_id: string
  sku: string
  gtin: string | null
  colorway_id: string
  style_id: string
  category_id: string
  season_id: string | null
  /** 0 on sale, 1 planned, 2 discontinued. */
  sale_rank: number
  range_title: string
  title: string
  search_text: string
  size: string
  size_rank: number
  lifecycle: Lifecycle
  /** Null only where no sum of money is given. */
  currency_code: string | null
  price_minor: number | null
  full_price_minor: number | null
  unit_cost_minor: number | null
  pack_size_units: number
  image_url: string | null
  updated_at: string
}
