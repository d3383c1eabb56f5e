import type { Kysely } from 'kysely'
import type { CatalogSchema } from '../database-schema.ts'
import { createRowLoader } from '@hemisphere/kit/row-loader.ts'
import { findStyles, findStylesByExternalId } from './style-queries.ts'

/** Styles of one request by id and by external id. */
export function createStyleLoaders(db: Kysely<CatalogSchema>) {
  return {
    byId: createRowLoader(
      (ids) => findStyles(db, ids),
      (row) => row.id,
    ),
    byExternalId: createRowLoader(
      (externalIds) => findStylesByExternalId(db, externalIds),
      (row) => row.external_id,
    ),
  }
}
