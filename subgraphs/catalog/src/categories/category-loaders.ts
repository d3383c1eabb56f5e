import type { Kysely } from 'kysely'
import type { CatalogSchema } from '../database-schema.ts'
import { createGroupLoader, createRowLoader } from '@hemisphere/kit/row-loader.ts'
import { countProductsOnSale, findCategories, findCategoriesByExternalId, listAncestors } from './category-queries.ts'

/** Categories of one request by id and by external id, their ancestors and how many SKUs they have on sale. */
export function createCategoryLoaders(db: Kysely<CatalogSchema>) {
  return {
    byId: createRowLoader(
      (ids) => findCategories(db, ids),
      (row) => row.id,
    ),
    byExternalId: createRowLoader(
      (externalIds) => findCategoriesByExternalId(db, externalIds),
      (row) => row.external_id,
    ),
    ancestors: createGroupLoader(
      (ids) => listAncestors(db, ids),
      (row) => row.category_id,
    ),
    productCount: createRowLoader(
      (ids) => countProductsOnSale(db, ids),
      (row) => row.category_id,
    ),
  }
}
