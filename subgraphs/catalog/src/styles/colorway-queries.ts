import type { Kysely, Selectable } from 'kysely'
import { anyText, anyUuid } from '@hemisphere/kit/any-of.ts'
import type { CatalogSchema } from '../database-schema.ts'

const colorwayColumns = ['id', 'external_id', 'style_id', 'color_name', 'image_url'] as const

export type ColorwayRow = Pick<Selectable<CatalogSchema['catalog.colorway']>, (typeof colorwayColumns)[number]>

export function findColorways(db: Kysely<CatalogSchema>, ids: readonly string[]): Promise<ColorwayRow[]> {
  return db.selectFrom('catalog.colorway').select(colorwayColumns).where('id', '=', anyUuid(ids)).execute()
}

export function findColorwaysByExternalId(db: Kysely<CatalogSchema>, externalIds: readonly string[]): Promise<ColorwayRow[]> {
  return db.selectFrom('catalog.colorway').select(colorwayColumns).where('external_id', '=', anyText(externalIds)).execute()
}

/** Colours of several styles, by name within each. */
export function listColorwaysOfStyles(db: Kysely<CatalogSchema>, styleIds: readonly string[]): Promise<ColorwayRow[]> {
  return db
    .selectFrom('catalog.colorway')
    .select(colorwayColumns)
    .where('style_id', '=', anyUuid(styleIds))
    .orderBy('color_name')
    .orderBy('id')
    .execute()
}
