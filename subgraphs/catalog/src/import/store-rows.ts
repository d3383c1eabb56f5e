import { sql, type Kysely } from 'kysely'
import type { CatalogSchema } from '../database-schema.ts'
import { storeCategories } from './store-categories.ts'

type Database = Kysely<CatalogSchema>

/**
 * Makes the catalog say what the rows of `catalog_import` say, from the top of the hierarchy down. Where rows differ in
 * what they say of one season, style or colourway, the last one holds. A row that says nothing new is not touched.
 */
export async function storeRows(db: Database, tenantId: string): Promise<void> {
  await storeSeasons(db, tenantId)
  await storeCategories(db, tenantId)
  await storeStyles(db, tenantId)
  await storeColorways(db, tenantId)
  await storeProducts(db, tenantId)
}

async function storeSeasons(db: Database, tenantId: string): Promise<void> {
  await sql`
    insert into catalog.season as season (tenant_id, external_id, name, starts_on, ends_on)
    select distinct on (season_name) ${tenantId}::uuid, season_name, season_name, season_starts_on, season_ends_on
    from catalog_import
    where season_name is not null and season_starts_on is not null
    order by season_name, ordinal desc
    on conflict (tenant_id, external_id) do update set starts_on = excluded.starts_on, ends_on = excluded.ends_on
    where (season.starts_on, season.ends_on) is distinct from (excluded.starts_on, excluded.ends_on)`.execute(db)
}

async function storeStyles(db: Database, tenantId: string): Promise<void> {
  await sql`
    insert into catalog.style as style
      (tenant_id, external_id, name, brand, category_id, season_id, lifecycle, attributes, created_at, updated_at)
    select distinct on (i.style_external_id)
      ${tenantId}::uuid, i.style_external_id, i.style_name, i.brand, category.id, season.id, i.lifecycle, i.attributes,
      statement_timestamp(), statement_timestamp()
    from catalog_import i
    join catalog.category on category.external_id = i.category_path
    left join catalog.season on season.external_id = i.season_name
    order by i.style_external_id, i.ordinal desc
    on conflict (tenant_id, external_id) do update set
      name = excluded.name, brand = excluded.brand, category_id = excluded.category_id, season_id = excluded.season_id,
      attributes = excluded.attributes, updated_at = excluded.updated_at
    where (style.name, style.brand, style.category_id, style.season_id, style.attributes)
      is distinct from (excluded.name, excluded.brand, excluded.category_id, excluded.season_id, excluded.attributes)`.execute(db)
}

async function storeColorways(db: Database, tenantId: string): Promise<void> {
  await sql`
    insert into catalog.colorway as colorway (tenant_id, external_id, style_id, color_name, created_at, updated_at)
    select distinct on (i.colorway_external_id)
      ${tenantId}::uuid, i.colorway_external_id, style.id, i.color_name, statement_timestamp(), statement_timestamp()
    from catalog_import i
    join catalog.style on style.external_id = i.style_external_id
    order by i.colorway_external_id, i.ordinal desc
    on conflict (tenant_id, external_id) do update set color_name = excluded.color_name, updated_at = excluded.updated_at
    where colorway.color_name is distinct from excluded.color_name`.execute(db)
}

async function storeProducts(db: Database, tenantId: string): Promise<void> {
  await sql`
    insert into catalog.product as product (
      tenant_id, external_id, sku, gtin, colorway_id, style_id, category_id, season_id, range_title, size, size_rank, lifecycle, launches_on,
      currency_code, price_minor, full_price_minor, unit_cost_minor, pack_size_units, image_url, created_at, updated_at
    )
    select
      ${tenantId}::uuid, i.product_external_id, i.sku, i.gtin, colorway.id, style.id, style.category_id, style.season_id,
      style.name || ' ' || colorway.color_name, i.size, i.size_rank, i.lifecycle, i.launches_on, i.currency_code, i.price_minor,
      i.full_price_minor, i.unit_cost_minor, i.pack_size_units, i.image_url, statement_timestamp(), statement_timestamp()
    from catalog_import i
    join catalog.colorway on colorway.external_id = i.colorway_external_id
    join catalog.style on style.id = colorway.style_id
    order by i.ordinal
    on conflict (tenant_id, external_id) do update set
      sku = excluded.sku, gtin = excluded.gtin, colorway_id = excluded.colorway_id, style_id = excluded.style_id,
      category_id = excluded.category_id, season_id = excluded.season_id, range_title = excluded.range_title, size = excluded.size,
      size_rank = excluded.size_rank, lifecycle = excluded.lifecycle, launches_on = excluded.launches_on,
      currency_code = excluded.currency_code, price_minor = excluded.price_minor, full_price_minor = excluded.full_price_minor,
      unit_cost_minor = excluded.unit_cost_minor, pack_size_units = excluded.pack_size_units, image_url = excluded.image_url,
      updated_at = excluded.updated_at
    where (
      product.sku, product.gtin, product.colorway_id, product.style_id, product.category_id, product.season_id, product.range_title,
      product.size, product.size_rank, product.lifecycle, product.launches_on, product.currency_code, product.price_minor,
      product.full_price_minor, product.unit_cost_minor, product.pack_size_units, product.image_url
    ) is distinct from (
      excluded.sku, excluded.gtin, excluded.colorway_id, excluded.style_id, excluded.category_id, excluded.season_id, excluded.range_title,
      excluded.size, excluded.size_rank, excluded.lifecycle, excluded.launches_on, excluded.currency_code, excluded.price_minor,
      excluded.full_price_minor, excluded.unit_cost_minor, excluded.pack_size_units, excluded.image_url
    )`.execute(db)
}
