import { encodeId } from '@hemisphere/kit/opaque-id.ts'
import { idTypes } from '@hemisphere/schema/id-types.ts'
import type { Resolvers } from '../generated/resolver-types.ts'
import { viewerId } from './viewer-id.ts'

/** The viewer is what the internal token says: the gateway has looked all of it up already. */
export const viewerResolvers: Resolvers = {
  Query: {
    viewer: (_root, _args, { caller }) => caller,
  },
  Viewer: {
    id: (caller) => viewerId(caller),
    tenant: (caller) => caller,
    scopes: ({ scopes }) => scopes.toSorted(),
  },
  Tenant: {
    id: ({ tenant }) => encodeId(idTypes.tenant, tenant),
    zone: ({ zone }) => zone,
    homeRegion: ({ homeRegion }) => homeRegion,
    placementEpoch: ({ epoch }) => epoch,
  },
}
