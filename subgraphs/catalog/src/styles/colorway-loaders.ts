import type { Kysely } from 'kysely'
import type { CatalogSchema } from '../database-schema.ts'
import { createGroupLoader, createRowLoader } from '@hemisphere/kit/row-loader.ts'
import { findColorways, findColorwaysByExternalId, listColorwaysOfStyles } from './colorway-queries.ts'

/** Colourways of one request by id, by external id, and all of a style. */
export function createColorwayLoaders(db: Kysely<CatalogSchema>) {
  return {
    byId: createRowLoader(
      (ids) => findColorways(db, ids),
      (row) => row.id,
    ),
    byExternalId: createRowLoader(
      (externalIds) => findColorwaysByExternalId(db, externalIds),
      (row) => row.external_id,
    ),
    ofStyle: createGroupLoader(
      (styleIds) => listColorwaysOfStyles(db, styleIds),
      (row) => row.style_id,
    ),
  }
}
