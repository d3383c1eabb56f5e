import { join } from 'node:path'
import { buildViewerRequest } from '@hemisphere/edge-router/build-viewer-request.ts'
import { buildEdgeRouter } from '@hemisphere/edge-router/build.ts'
import { signRegionMap, type RegionMap } from '@hemisphere/edge-router/region-map.ts'
import type { Environment } from '@hemisphere/kit/config.ts'
import type { RunningIssuer } from '../issuer/issuer.ts'
import { startNodeChild, type ChildService } from './child-service.ts'
import type { EdgeOrder } from './edge-order.ts'
import { loadMapKey } from './map-key.ts'
import type { WorldPorts } from './ports.ts'
import { readRegionStates } from './region-states.ts'
import { regions, zones, type RegionName, type ZoneName } from '@hemisphere/topology/regions.ts'
import { edgeSecretsRegion } from './secret-ids.ts'
import type { StateFolder } from './state-folder.ts'
import type { WorldTenant } from './tenants.ts'

export interface EdgeOptions {
  readonly state: StateFolder
  readonly ports: WorldPorts
  readonly secretsUrl: string
  readonly tenants: readonly WorldTenant[]
  readonly issuerOf: (zone: ZoneName) => RunningIssuer
  /** Epoch of a home's writer. */
  readonly writerEpochOf: (home: RegionName) => Promise<number>
  readonly now: () => number
  readonly base: Environment
  readonly signal: AbortSignal
}

/** The edge's two functions, as they were built for this start. */
export interface EdgeBundles {
  readonly bundle: string
  readonly viewerFunction: string
}

/** Builds the edge's functions, with the region map and the issuers' keys as they are now baked in. */
export async function buildEdge(options: EdgeOptions): Promise<EdgeBundles> {
  const { state, issuerOf } = options
  const mapKey = await loadMapKey(state)
  const map = await regionMap(options)
  const bundle = join(state.bundles, 'edge-router.mjs')
  const viewerFunction = join(state.bundles, 'viewer-request.js')
  const issuers = zones.map((zone) => issuerOf(zone.name))
  await buildViewerRequest({ outFile: viewerFunction })
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
  return { bundle, viewerFunction }
}

/** Starts CloudFront's stand-in with functions that were built. */
export function startEdge(
  { state, ports, secretsUrl, base, signal }: EdgeOptions,
  bundles: EdgeBundles,
  clockSkewMs = 0,
): Promise<ChildService> {
  const order: EdgeOrder = {
    ...bundles,
    port: ports.edge,
    keyValueFile: state.keyValueStore,
    secretsRegion: edgeSecretsRegion,
    secretsUrl,
    zones: zones.map(({ name }) => name),
    clockSkewMs,
  }
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

async function regionMap({ state, ports, tenants, issuerOf, writerEpochOf, now }: EdgeOptions): Promise<RegionMap> {
  // What was fenced stays so, whatever starts anew.
  const published = await readRegionStates(state)
  const mapped = regions.map(async ({ name, zone, buddy }) => {
    const status = { state: published?.regions[name]?.state ?? 'active', writerEpoch: await writerEpochOf(name) }
    const origin = { domainName: '127.0.0.1', port: ports.regions[name].accelerator, protocol: 'http' }
    return [name, { zone, buddy, origin, ...status }] as const
  })
  return {
    // Seconds since 1970: a later start has a later map.
    version: Math.max(Math.floor(now() / 1000), (published?.version ?? 0) + 1),
    zones: Object.fromEntries(
      zones.map(({ name, directoryRegion }) => {
        const { issuer, jwksUri } = issuerOf(name)
        return [name, { issuer, jwksUri, signInRegion: directoryRegion }]
      }),
    ),
    regions: Object.fromEntries(await Promise.all(mapped)) as RegionMap['regions'],
    companies: Object.fromEntries(tenants.map(({ slug, zone }) => [slug, zone])),
  }
}
