import { topology } from '@hemisphere/topology/regions.ts'
import { buildEdgeBundle } from './edge/edge-bundle.ts'
import { fetchIssuerKeys } from './edge/issuer-keys.ts'
import { createRegionMap } from './edge/region-map.ts'
import { readSignOrder } from './edge/sign-order.ts'

/** Signs the region map and builds the edge's functions around it: the step of the pipeline before the edge is deployed. */
const { domain, userPools, companies, mapKey, published, out } = await readSignOrder(process.argv.slice(2))
const map = createRegionMap({
  deployment: { topology, domain },
  userPools,
  companies,
  now: Math.floor(Date.now() / 1_000),
  ...(published === undefined ? {} : { published }),
})
await buildEdgeBundle({ folder: out, map, mapKey, keys: await fetchIssuerKeys(map, fetch) })
process.stdout.write(`region map ${map.version} signed, bundle in ${out}\n`)
