import type { Kysely, Selectable } from 'kysely'
import { anyUuid } from '@hemisphere/kit/any-of.ts'
import type { CatalogSchema } from '../database-schema.ts'
import { createRowLoader, type RowLoader } from '@hemisphere/kit/row-loader.ts'

export const seasonColumns = ['id', 'external_id', 'name', 'starts_on', 'ends_on'] as const

export type SeasonRow = Pick<Selectable<CatalogSchema['catalog.season']>, (typeof seasonColumns)[number]>

/** Seasons of one request by id. */
export function createSeasonLoader(db: Kysely<CatalogSchema>): RowLoader<SeasonRow> {
  return createRowLoader(
    (ids) => db.selectFrom('catalog.season').select(seasonColumns).where('id', '=', anyUuid(ids)).execute(),
    (row) => row.id,
  )
}
