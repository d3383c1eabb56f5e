import type { Kysely, Selectable } from 'kysely'
import { anyText, anyUuid } from '@hemisphere/kit/any-of.ts'
import type { StoreSchema } from '../database-schema.ts'

export const storeColumns = [
  'id',
  'external_id',
  'name',
  'kind',
  'city',
  'country_code',
  'time_zone',
  'currency_code',
  'opened_on',
  'closed_on',
] as const

export type StoreRow = Pick<Selectable<StoreSchema['store.store']>, (typeof storeColumns)[number]>

export function findStores(db: Kysely<StoreSchema>, ids: readonly string[]): Promise<StoreRow[]> {
  return db.selectFrom('store.store').select(storeColumns).where('id', '=', anyUuid(ids)).execute()
}

export function findStoresByExternalId(db: Kysely<StoreSchema>, externalIds: readonly string[]): Promise<StoreRow[]> {
  return db.selectFrom('store.store').select(storeColumns).where('external_id', '=', anyText(externalIds)).execute()
}
