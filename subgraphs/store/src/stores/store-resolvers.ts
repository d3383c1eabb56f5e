import { encodeId } from '@hemisphere/kit/opaque-id.ts'
import { idTypes } from '@hemisphere/schema/id-types.ts'
import type { QueryResolvers, StoreResolvers } from '../generated/resolver-types.ts'
import { getById, lookUp } from '@hemisphere/kit/look-up.ts'
import { listStores } from './list-stores.ts'

const type = idTypes.store

export const storeQueries: Required<Pick<QueryResolvers, 'store' | 'stores'>> = {
  store: (_, names, { loaders }) => lookUp({ type, ...loaders.store }, names),
  stores: (_, { filter, first, after }, context) => listStores(context, { filter: filter ?? {}, first, after }),
}

export const storeResolvers: Required<StoreResolvers> = {
  __resolveReference: ({ id }, { loaders }) => getById({ type, byId: loaders.store.byId }, id),
  id: (row) => encodeId(type, row.id),
  externalId: (row) => row.external_id,
  name: (row) => row.name,
  kind: (row) => row.kind,
  city: (row) => row.city,
  countryCode: (row) => row.country_code,
  timeZone: (row) => row.time_zone,
  currencyCode: (row) => row.currency_code,
  openedOn: (row) => row.opened_on,
  closedOn: (row) => row.closed_on,
}
