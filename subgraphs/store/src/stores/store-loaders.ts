import type { Kysely } from 'kysely'
import type { StoreSchema } from '../database-schema.ts'
import { createRowLoader } from '@hemisphere/kit/row-loader.ts'
import { findStoreGroups } from './store-group-queries.ts'
import { findStores, findStoresByExternalId } from './store-queries.ts'

/** Stores of one request by id and by external id, store groups by id. */
export function createStoreLoaders(db: Kysely<StoreSchema>) {
  return {
    store: {
      byId: createRowLoader(
        (ids) => findStores(db, ids),
        (row) => row.id,
      ),
      byExternalId: createRowLoader(
        (externalIds) => findStoresByExternalId(db, externalIds),
        (row) => row.external_id,
      ),
    },
    storeGroup: {
      byId: createRowLoader(
        (ids) => findStoreGroups(db, ids),
        (row) => row.id,
      ),
    },
  }
}
