import type { Kysely, Selectable } from 'kysely'
import { anyText, anyUuid } from '@hemisphere/kit/any-of.ts'
import type { CatalogSchema } from '../database-schema.ts'

export const productColumns = [
  'id',
  'external_id',
  'sku',
  'gtin',
  'colorway_id',
  'style_id',
  'category_id',
  'sale_rank',
  'range_title',
  'title',
  'size',
  'size_rank',
  'lifecycle',
  'currency_code',
  'price_minor',
  'full_price_minor',
  'unit_cost_minor',
  'pack_size_units',
  'image_url',
  'updated_at',
] as const

export type ProductRow = Pick<Selectable<CatalogSchema['catalog.product']>, (typeof productColumns)[number]>

export function findProducts(db: Kysely<CatalogSchema>, ids: readonly string[]): Promise<ProductRow[]> {
  return db.selectFrom('catalog.product').select(productColumns).where('id', '=', anyUuid(ids)).execute()
}

export function findProductsByExternalId(db: Kysely<CatalogSchema>, externalIds: readonly string[]): Promise<ProductRow[]> {
  return db.selectFrom('catalog.product').select(productColumns).where('external_id', '=', anyText(externalIds)).execute()
}

/** SKUs of several colourways, smallest size first within each. */
export function listProductsOfColorways(db: Kysely<CatalogSchema>, colorwayIds: readonly string[]): Promise<ProductRow[]> {
  return db
    .selectFrom('catalog.product')
    .select(productColumns)
    .where('colorway_id', '=', anyUuid(colorwayIds))
    .orderBy('size_rank')
    .orderBy('id')
    .execute()
}
