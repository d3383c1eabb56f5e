import type { Kysely } from 'kysely'
import type { CatalogSchema } from '../database-schema.ts'
import { createGroupLoader, createRowLoader } from '@hemisphere/kit/row-loader.ts'
import { findProducts, findProductsByExternalId, listProductsOfColorways } from './product-queries.ts'

/** Products of one request by id, by external id, and all of a colourway. */
export function createProductLoaders(db: Kysely<CatalogSchema>) {
  return {
    byId: createRowLoader(
      (ids) => findProducts(db, ids),
      (row) => row.id,
    ),
    byExternalId: createRowLoader(
      (externalIds) => findProductsByExternalId(db, externalIds),
      (row) => row.external_id,
    ),
    ofColorway: createGroupLoader(
      (colorwayIds) => listProductsOfColorways(db, colorwayIds),
      (row) => row.colorway_id,
    ),
  }
}
