import { join } from 'node:path'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { errorPages } from '@hemisphere/edge-router/error-pages.ts'
import { buildViewerRequest } from '@hemisphere/edge-router/build-viewer-request.ts'
import { buildEdgeRouter } from '@hemisphere/edge-router/build.ts'
import type { BakedData } from '@hemisphere/edge-router/baked-data.ts'
import { signRegionMap, type RegionMap } from '@hemisphere/edge-router/region-map.ts'
import { errorPagePath } from './error-responses.ts'
import type { MapKey } from './map-key.ts'

/** What a bundle's folder has in it. */
export const bundleFiles = {
  /** Folder of the function on origin-request, which is deployed as it is. */
  originRequest: 'origin-request',
  viewerRequest: 'viewer-request.js',
  /** Folder of the pages for CloudFront's own errors, which are published with the web application. */
  errorPages: 'errors',
} as const

export interface EdgeBundleOptions {
  /** Taken away and made anew: what is left of another bundle would be deployed along. */
  readonly folder: string
  readonly map: RegionMap
  readonly mapKey: MapKey
  /** Public keys of the issuers, by issuer and key id. */
  readonly keys: BakedData['keys']
}

/** Signs a region map and builds both functions of the edge around it, as they are deployed. */
export async function buildEdgeBundle({ folder, map, mapKey, keys }: EdgeBundleOptions): Promise<void> {
  const issuers = Object.values(map.zones).map(({ issuer }) => issuer)
  const unknown = issuers.find((issuer) => Object.keys(keys[issuer] ?? {}).length === 0)
  if (unknown !== undefined) throw new Error(`got no key of ${unknown}: its first requests would wait for the issuer`)
  await rm(folder, { recursive: true, force: true })
  await mkdir(join(folder, bundleFiles.errorPages), { recursive: true })
  for (const [status, page] of errorPages) await writeFile(join(folder, errorPagePath(status)), page)
  await buildViewerRequest({ outFile: join(folder, bundleFiles.viewerRequest) })
  await buildEdgeRouter({
    outFile: join(folder, bundleFiles.originRequest, 'index.mjs'),
    baked: {
      mapKey: mapKey.publicKey,
      regionMap: await signRegionMap(map, mapKey.privateKey),
      minimumMapVersion: map.version,
      keys,
    },
  })
}
