/** Tables and views that requests read, by their qualified names; values as the pool gives them (days and instants are text). */
export interface StoreSchema {
  'store.store': StoreTable
  'store.store_group': StoreGroupTable
  'store.store_group_member': StoreGroupMemberTable
  'store.inventory_level': InventoryLevelTable
  'store.weekly_sales': WeeklySalesTable
  'store.daily_sales': DailySalesTable
  'store.sales_line': SalesLineTable
  /** Published by the catalog. */
  'catalog.product_ref_v1': ProductRefView
}

export const storeKinds = ['SHOP', 'WAREHOUSE', 'ONLINE'] as const

export type StoreKind = (typeof storeKinds)[number]

export const storeGroupKinds = ['SALES_REGION', 'COUNTRY', 'CLUSTER', 'ACCESS'] as const

export type StoreGroupKind = (typeof storeGroupKinds)[number]

interface StoreTable {
  id: string
  external_id: string
  name: string
  kind: StoreKind
  city: string
  country_code: string
  /** IANA name. */
  time_zone: string
  currency_code: string
  opened_on: string | null
  closed_on: string | null
  search_text: string
}

interface StoreGroupTable {
  id: string
  kind: StoreGroupKind
  name: string
}

interface StoreGroupMemberTable {
  group_id: string
  store_id: string
}

interface InventoryLevelTable {
  product_id: string
  store_id: string
  on_hand_units: number
  reserved_units: number
  in_transit_units: number
  on_order_units: number
  as_of: string
  updated_at: string
}

interface WeeklySalesTable {
  /** Monday. */
  week_start: string
  product_id: string
  store_id: string
  sold_units: number
  returned_units: number
  net_minor: number
  full_minor: number | null
  stock_out_days: number
}

interface DailySalesTable {
  store_id: string
  product_id: string
  sold_on: string
  sold_units: number
  returned_units: number
  net_minor: number
  full_minor: number | null
  out_of_stock: boolean
  /** Instant until which an import has told what the day sold; null when lines of receipts alone did. */
  imported_at: string | null
}

interface SalesLineTable {
  source: string
  receipt_number: string
  line_number: number
  batch_id: string
  store_id: string
  product_id: string
  sold_at: string
  sold_on: string
  units: number
  net_minor: number
  full_minor: number | null
  original_sold_at: string | null
}

interface ProductRefView {
  product_id: string
  external_id: string
  sku: string
  colorway_id: string
  style_id: string
}
