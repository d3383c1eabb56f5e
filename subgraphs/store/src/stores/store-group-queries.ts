import type { Kysely, Selectable } from 'kysely'
import { anyUuid } from '@hemisphere/kit/any-of.ts'
import type { StoreSchema } from '../database-schema.ts'

export const storeGroupColumns = ['id', 'kind', 'name'] as const

export type StoreGroupRow = Pick<Selectable<StoreSchema['store.store_group']>, (typeof storeGroupColumns)[number]>

export function findStoreGroups(db: Kysely<StoreSchema>, ids: readonly string[]): Promise<StoreGroupRow[]> {
  return db.selectFrom('store.store_group').select(storeGroupColumns).where('id', '=', anyUuid(ids)).execute()
}

/** Ids of the stores in any of several groups, for `store_id in`. */
export function selectMembers(db: Kysely<StoreSchema>, groupIds: readonly string[]) {
  return db.selectFrom('store.store_group_member').select('store_id').where('group_id', '=', anyUuid(groupIds))
}
