import type { Generated } from 'kysely'

/** Tables and views that this subgraph reads, by qualified name; days and instants are text. */
export interface ForecastingSchema {
  'forecasting.forecast_run': RunTable
  'forecasting.forecast_batch': BatchTable
  'forecasting.live_run': LiveRunTable
  'forecasting.forecast_run_request': RunRequestTable
  'forecasting.forecast': ForecastTable
  'catalog.product_ref_v1': ProductView
  'catalog.category_closure_v1': CategoryClosureView
  'store.sales_feed_v1': SalesView
  'store.store_ref_v1': StoreView
}

export type MerchandiseLevel = 'PRODUCT' | 'STYLE' | 'CATEGORY' | 'ASSORTMENT'

export type LocationLevel = 'STORE' | 'CHAIN'

export type ForecastMethod = 'SEASONAL_NAIVE' | 'ETS' | 'THETA'

export type RunStatus = 'QUEUED' | 'RUNNING' | 'COMPLETED' | 'FAILED'

export type RunStage = 'PREPARE' | 'FORECAST' | 'SWITCH' | 'DONE'

export type RunTrigger = 'NEW_DATA' | 'MANUAL'

interface RunTable {
  tenant_id: string
  id: Generated<string>
  status: Generated<RunStatus>
  stage: Generated<RunStage>
  trigger: RunTrigger
  data_through: string
  region: string
  code_version: string
  created_at: Generated<string>
  started_at: Generated<string | null>
  finished_at: Generated<string | null>
  switched_in_at: Generated<string | null>
}

interface BatchTable {
  tenant_id: string
  run_id: string
  batch_number: number
  merchandise_level: MerchandiseLevel
  location_level: LocationLevel
  merchandise_ids: readonly string[]
  store_ids: readonly string[]
  series_count: number
  seasonal_naive_count: Generated<number>
  ets_count: Generated<number>
  theta_count: Generated<number>
  done_at: Generated<string | null>
}

interface LiveRunTable {
  tenant_id: string
  run_id: string
  previous_run_id: string | null
  created_at: Generated<string>
}

interface RunRequestTable {
  tenant_id: string
  key_hash: Buffer
  run_id: string | null
  refusal: 'NO_SALES' | null
  created_at: Generated<string>
}

interface ForecastTable {
  run_id: string
  merchandise_level: MerchandiseLevel
  merchandise_id: string
  store_id: string
  first_week: string
  method: ForecastMethod
  mean: readonly number[]
  p10: readonly number[]
  p50: readonly number[]
  p90: readonly number[]
  total_mean: readonly number[]
  total_p10: readonly number[]
  total_p50: readonly number[]
  total_p90: readonly number[]
  trained_from: string
  trained_to: string
  censored_weeks: readonly string[]
}

interface ProductView {
  product_id: string
  style_id: string
  category_id: string
  lifecycle: string
}

interface CategoryClosureView {
  category_id: string
  ancestor_id: string
}

interface SalesView {
  week_start: string
  store_id: string
  product_id: string
  sold_units: number
  stock_out_days: number
}

interface StoreView {
  store_id: string
  closed_on: string | null
}
