import { copyRows, type CopyValue } from '@hemisphere/kit/copy-rows.ts'
import type { TenantDatabase } from '@hemisphere/kit/tenant-database.ts'
import { sql } from 'kysely'
import type { CatalogSchema } from '../database-schema.ts'
import type { CatalogRow } from './catalog-row.ts'
import { findRowFault, pathSeparator } from './check-row.ts'
import type { Numbered, Reject, RowSource } from '@hemisphere/kit/bulk-import.ts'

const columns = [
  'ordinal',
  'row',
  'product_external_id',
  'sku',
  'gtin',
  'style_external_id',
  'style_name',
  'brand',
  'category_path',
  'season_name',
  'season_starts_on',
  'season_ends_on',
  'launches_on',
  'colorway_external_id',
  'color_name',
  'size',
  'size_rank',
  'lifecycle',
  'currency_code',
  'price_minor',
  'full_price_minor',
  'unit_cost_minor',
  'pack_size_units',
  'image_url',
  'attributes',
] as const

const progressStep = 1_000

/**
 * Copies the rows that are good as such into the temporary table `catalog_import`, in the order read (`ordinal`); gives those at fault.
 * Memory stays flat but for the rejects.
 */
export async function stageRows(
  tenant: TenantDatabase<CatalogSchema>,
  rows: RowSource<CatalogRow>,
  onProgress: (readCount: number) => void,
): Promise<Reject[]> {
  await sql`
    create temporary table catalog_import (
      ordinal int primary key, row int not null, product_external_id text not null, sku text not null, gtin text,
      style_external_id text not null, style_name text not null, brand text, category_path text not null,
      season_name text, season_starts_on date, season_ends_on date, launches_on date,
      colorway_external_id text not null, color_name text not null, size text not null, size_rank int not null, lifecycle text not null,
      currency_code text, price_minor bigint, full_price_minor bigint, unit_cost_minor bigint, pack_size_units int not null,
      image_url text, attributes jsonb not null
    ) on commit drop`.execute(tenant.db)
  const rejects: Reject[] = []

  async function* goodRows(): AsyncGenerator<readonly CopyValue[]> {
    let readCount = 0
    for await (const row of rows) {
      readCount += 1
      if (readCount % progressStep === 0) onProgress(readCount)
      const reason = findRowFault(row)
      if (reason === undefined) yield toValues(row, readCount)
      else rejects.push({ row: row.row, reason })
    }
    onProgress(readCount)
  }

  await copyRows(await tenant.client(), 'catalog_import', columns, goodRows())
  await sql`analyze catalog_import`.execute(tenant.db)
  return rejects
}

/** Values in the order of `columns`. */
function toValues(row: Numbered<CatalogRow>, ordinal: number): readonly CopyValue[] {
  return [
    ordinal,
    row.row,
    row.productExternalId,
    row.sku,
    row.gtin,
    row.styleExternalId,
    row.styleName,
    row.brand,
    row.categoryPath.join(pathSeparator),
    row.seasonName,
    row.seasonStartsOn,
    row.seasonEndsOn,
    row.launchesOn,
    row.colorwayExternalId,
    row.colorName,
    row.size,
    row.sizeRank,
    row.lifecycle,
    row.currencyCode,
    row.priceMinor,
    row.fullPriceMinor === row.priceMinor ? null : row.fullPriceMinor,
    row.unitCostMinor,
    row.packSizeUnits,
    row.imageUrl,
    JSON.stringify(row.attributes.map(({ key, value }) => ({ key, value }))),
  ]
}
