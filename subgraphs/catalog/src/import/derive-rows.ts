import { sql, type Kysely } from 'kysely'
import type { CatalogSchema, Lifecycle } from '../database-schema.ts'

type Database = Kysely<CatalogSchema>

/** A style is in the liveliest stage that any of its SKUs is in. */
const liveliestFirst: readonly Lifecycle[] = ['ACTIVE', 'NEW', 'MARKDOWN', 'PLANNED', 'DISCONTINUED']

/**
 * Brings what is kept twice into line after an import, for SKUs, colourways and styles that its rows did not name too:
 * what SKUs repeat of their style, and what styles and colourways take from their SKUs. A row in line is not touched.
 */
export async function deriveRows(db: Database): Promise<void> {
  await deriveProducts(db)
  await deriveColorways(db)
  await deriveStyles(db)
}

async function deriveProducts(db: Database): Promise<void> {
  await sql`
    update catalog.product
    set range_title = above.range_title, category_id = above.category_id, season_id = above.season_id, updated_at = statement_timestamp()
    from (
      select
        colorway.id as colorway_id, (style.name || ' ' || colorway.color_name) collate "unicode" as range_title,
        style.category_id, style.season_id
      from catalog.colorway join catalog.style on style.id = colorway.style_id
    ) above
    where above.colorway_id = product.colorway_id
      and (product.range_title, product.category_id, product.season_id)
        is distinct from (above.range_title, above.category_id, above.season_id)`.execute(db)
}

/** A colourway shows the picture of its smallest size that has one. */
async function deriveColorways(db: Database): Promise<void> {
  await sql`
    update catalog.colorway
    set image_url = first.image_url, updated_at = statement_timestamp()
    from (
      select distinct on (colorway_id) colorway_id, image_url
      from catalog.product
      order by colorway_id, image_url is null, size_rank, id
    ) first
    where first.colorway_id = colorway.id and colorway.image_url is distinct from first.image_url`.execute(db)
}

async function deriveStyles(db: Database): Promise<void> {
  await sql`
    update catalog.style
    set lifecycle = below.lifecycle, launches_on = below.launches_on, image_url = below.image_url, updated_at = statement_timestamp()
    from (
      select
        style_id,
        (${liveliestFirst}::text[])[min(array_position(${liveliestFirst}::text[], lifecycle))] as lifecycle,
        min(launches_on) as launches_on,
        (array_agg(image_url order by size_rank, id) filter (where image_url is not null))[1] as image_url
      from catalog.product
      group by style_id
    ) below
    where below.style_id = style.id
      and (style.lifecycle, style.launches_on, style.image_url) is distinct from (below.lifecycle, below.launches_on, below.image_url)`.execute(
    db,
  )
}
