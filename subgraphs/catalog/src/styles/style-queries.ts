import type { Kysely, Selectable } from 'kysely'
import { anyText, anyUuid } from '@hemisphere/kit/any-of.ts'
import type { CatalogSchema } from '../database-schema.ts'

const styleColumns = [
  'id',
  'external_id',
  'name',
  'brand',
  'category_id',
  'season_id',
  'lifecycle',
  'launches_on',
  'image_url',
  'attributes',
] as const

export type StyleRow = Pick<Selectable<CatalogSchema['catalog.style']>, (typeof styleColumns)[number]>

export function findStyles(db: Kysely<CatalogSchema>, ids: readonly string[]): Promise<StyleRow[]> {
  return db.selectFrom('catalog.style').select(styleColumns).where('id', '=', anyUuid(ids)).execute()
}

export function findStylesByExternalId(db: Kysely<CatalogSchema>, externalIds: readonly string[]): Promise<StyleRow[]> {
  return db.selectFrom('catalog.style').select(styleColumns).where('external_id', '=', anyText(externalIds)).execute()
}
