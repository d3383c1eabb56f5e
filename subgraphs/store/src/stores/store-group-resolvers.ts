import { encodeId } from '@hemisphere/kit/opaque-id.ts'
import { idTypes } from '@hemisphere/schema/id-types.ts'
import type { QueryResolvers, StoreGroupResolvers } from '../generated/resolver-types.ts'
import { getById } from '@hemisphere/kit/look-up.ts'
import { listStoreGroups } from './list-store-groups.ts'

const type = idTypes.storeGroup

export const storeGroupQueries: Required<Pick<QueryResolvers, 'storeGroups'>> = {
  storeGroups: (_, { first, after }, context) => listStoreGroups(context, { first, after }),
}

export const storeGroupResolvers: Required<StoreGroupResolvers> = {
  __resolveReference: ({ id }, { loaders }) => getById({ type, byId: loaders.storeGroup.byId }, id),
  id: (row) => encodeId(type, row.id),
  name: (row) => row.name,
  kind: (row) => row.kind,
}
