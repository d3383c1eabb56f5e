import { join } from 'node:path'
import { buildEdgeRouter } from '@hemisphere/edge-router/build.ts'
import { signRegionMap, type RegionMap } from '@hemisphere/edge-router/region-map.ts'
import type { Environment } from '@hemisphere/kit/config.ts'
import type { RunningIssuer } from '../issuer/issuer.ts'
import { startNodeChild, type ChildService } from './child-service.ts'
import type { EdgeOrder } from './edge-order.ts'
import { loadMapKey } from './map-key.ts'
import type { WorldPorts } from './ports.ts'
import { regions, zones, type ZoneName } from './regions.ts'
import type { StateFolder } from './state-folder.ts'
import type { WorldTenant } from './tenants.ts'

export interface EdgeOptions {
  readonly state: StateFolder
  readonly ports: WorldPorts
  readonly secretsUrl: string
  readonly tenants: readonly WorldTenant[]
  readonly issuerOf: (zone: ZoneName) => RunningIssuer
  readonly now: () => number
  readonly base: Environment
  readonly signal: AbortSignal
}

/** Builds the edge's function with the region map and the issuers' keys baked in, and starts CloudFront's stand-in with it. */
export async function startEdge(options: EdgeOptions): Promise<ChildService> {
  const { state, ports, secretsUrl, issuerOf, base, signal } = options
  const mapKey = await loadMapKey(state)
  const map = regionMap(options)
  const bundle = join(state.bundles, 'edge-router.mjs')
  const issuers = zones.map((zone) => issuerOf(zone.name))
  await buildEdgeRouter({
    outFile: bundle,
    baked: {
      mapKey: mapKey.publicKey,
      regionMap: await signRegionMap(map, mapKey.privateKey),
      minimumMapVersion: map.version,
      keys: Object.fromEntries(
        issuers.map(({ issuer, publicKeys }) => [issuer, Object.fromEntries(publicKeys.map((key) => [key.kid ?? '', key]))]),
      ),
    },
  })
  const order: EdgeOrder = { port: ports.edge, bundle, region: 'us-east-1', secretsUrl }
  return startNodeChild({
    name: 'edge',
    records: state.processes,
    module: new URL('edge-process.ts', import.meta.url),
    args: [JSON.stringify(order)],
    environment: base,
    logFile: join(state.logs, 'edge.log'),
    stopLimitMs: 5_000,
    signal,
  })
}

function regionMap({ ports, tenants, issuerOf, now }: EdgeOptions): RegionMap {
  return {
    // Seconds since 1970: a later start has a later map.
    version: Math.floor(now() / 1000),
    zones: Object.fromEntries(zones.map(({ name }) => [name, { issuer: issuerOf(name).issuer, jwksUri: issuerOf(name).jwksUri }])),
    regions: Object.fromEntries(
      regions.map(({ name, zone, buddy }) => [
        name,
        { zone, buddy, state: 'active', origin: { domainName: '127.0.0.1', port: ports.regions[name].accelerator, protocol: 'http' } },
      ]),
    ),
    companies: Object.fromEntries(tenants.map(({ slug, zone }) => [slug, zone])),
  }
}
