import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { CatalogSchema } from '../database-schema.ts'
import type { Reject } from '@hemisphere/kit/bulk-import.ts'
import { quote } from '@hemisphere/kit/text-fault.ts'

type Database = Kysely<CatalogSchema>

/**
 * Takes staged rows that contradict an earlier row or the database out of `catalog_import`, and says why, one statement a rule.
 * Of rows that contradict each other within a file the first stays.
 */
export async function rejectRows(db: Database): Promise<Reject[]> {
  return [
    ...(await rejectRepeats(db, 'productExternalId', sql.ref('product_external_id'))),
    ...(await rejectRepeats(db, 'sku', sql.ref('sku'))),
    ...(await rejectRepeats(db, 'gtin', sql.ref('gtin'))),
    ...(await rejectColorwaysOfTwoStyles(db)),
    ...(await rejectUnknownSeasons(db)),
    ...(await rejectTakenCodes(db)),
  ]
}

/** Rows that have a value in common with an earlier row of the file. */
async function rejectRepeats(db: Database, field: string, column: RawBuilder<unknown>): Promise<Reject[]> {
  const { rows } = await sql<{ row: number; got: string; first_row: number }>`
    delete from catalog_import repeat
    using (
      select ordinal, first_value(row) over earlier as first_row, row_number() over earlier as place
      from catalog_import
      where ${column} is not null
      window earlier as (partition by ${column} order by ordinal)
    ) occurrence
    where occurrence.ordinal = repeat.ordinal and occurrence.place > 1
    returning repeat.row, repeat.${column} as got, occurrence.first_row`.execute(db)
  return rows.map(({ row, got, first_row }) => ({
    row,
    reason: `${field} got ${quote(got)} again, wanted it once: row ${first_row} has it`,
  }))
}

/** Colour codes that are unique within their style alone would mix up styles: a colourway stays with the style that had it first. */
async function rejectColorwaysOfTwoStyles(db: Database): Promise<Reject[]> {
  const { rows } = await sql<{ row: number; got: string; got_style: string; style: string }>`
    delete from catalog_import stray
    using (
      select
        i.ordinal,
        coalesce(style.external_id, first_value(i.style_external_id) over (partition by i.colorway_external_id order by i.ordinal)) as style
      from catalog_import i
      left join catalog.colorway on colorway.external_id = i.colorway_external_id
      left join catalog.style on style.id = colorway.style_id
    ) known
    where known.ordinal = stray.ordinal and known.style <> stray.style_external_id
    returning stray.row, stray.colorway_external_id as got, stray.style_external_id as got_style, known.style`.execute(db)
  return rows.map(({ row, got, got_style, style }) => ({
    row,
    reason: `colorwayExternalId got ${quote(got)} under style ${quote(got_style)}, wanted it under style ${quote(style)}, whose colour it is`,
  }))
}

async function rejectUnknownSeasons(db: Database): Promise<Reject[]> {
  const { rows } = await sql<{ row: number; got: string }>`
    delete from catalog_import i
    where i.season_name is not null and i.season_starts_on is null
      and not exists (select from catalog.season where season.external_id = i.season_name)
    returning i.row, i.season_name as got`.execute(db)
  return rows.map(({ row, got }) => ({
    row,
    reason: `seasonName got ${quote(got)}, which is not known yet, wanted seasonStartsOn and seasonEndsOn with it`,
  }))
}

/**
 * SKUs and barcodes that stay with another product. A product of the file may give its own up, so that two can swap; but one whose
 * row is rejected keeps them, which may reject a further row: hence the recursion, over the few rows that want another's code.
 */
async function rejectTakenCodes(db: Database): Promise<Reject[]> {
  const { rows } = await sql<{ row: number; field: string; got: string; holder: string }>`
    with recursive wish as materialized (
      select i.ordinal, i.product_external_id as wisher, product.external_id as holder, 'sku' as field, i.sku as got
      from catalog_import i
      join catalog.product on product.sku = i.sku and product.external_id <> i.product_external_id
      union all
      select i.ordinal, i.product_external_id, product.external_id, 'gtin', i.gtin
      from catalog_import i
      join catalog.product on product.gtin = i.gtin and product.external_id <> i.product_external_id
    ),
    refused as (
      select wish.* from wish
      where not exists (select from catalog_import i where i.product_external_id = wish.holder)
      union
      select wish.* from refused join wish on wish.holder = refused.wisher
    ),
    fault as (select distinct on (ordinal) * from refused order by ordinal, field desc)
    delete from catalog_import i
    using fault
    where fault.ordinal = i.ordinal
    returning i.row, fault.field, fault.got, fault.holder`.execute(db)
  return rows.map(({ row, field, got, holder }) => ({
    row,
    reason: `${field} got ${quote(got)}, which product ${quote(holder)} has, wanted one of its own`,
  }))
}
