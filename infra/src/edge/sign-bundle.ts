import type { Topology } from '@hemisphere/topology/topology.ts'
import type { RegionMap } from '@hemisphere/edge-router/region-map.ts'
import { buildEdgeBundle } from './edge-bundle.ts'
import { fetchIssuerKeys } from './issuer-keys.ts'
import { createRegionMap } from './region-map.ts'
import type { SignOrder } from './sign-order.ts'

export interface SignBundleOptions {
  readonly order: SignOrder
  readonly topology: Topology
  /** Asks the issuers of the map for their keys, and nothing else. */
  readonly fetch: typeof fetch
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** Makes the bundle of an order; gives back the region map that was signed. */
export async function signBundle({ order, topology, fetch, now }: SignBundleOptions): Promise<RegionMap> {
  const { domain, userPools, companies, published, mapKey, out } = order
  const map = createRegionMap({
    deployment: { topology, domain },
    userPools,
    companies,
    now: Math.floor(now() / 1_000),
    ...(published === undefined ? {} : { published }),
  })
  await buildEdgeBundle({ folder: out, map, mapKey, keys: await fetchIssuerKeys(map, fetch) })
  return map
}
