import { join } from 'node:path'
import { buildViewerRequest } from '@hemisphere/edge-router/build-viewer-request.ts'
import { buildEdgeRouter } from '@hemisphere/edge-router/build.ts'
import { signRegionMap } from '@hemisphere/edge-router/region-map.ts'
import { z } from 'zod'
import type { Deployment } from '../../deployment.ts'
import { createRegionMap, fetchIssuerKeys, type EdgeSettings } from './region-map.ts'

/** Public half of the key, as a JWK (RFC 8037). */
export const publicMapKeySchema = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string() })
export const mapKeySchema = publicMapKeySchema.extend({ d: z.string() })

export interface SignedEdge {
  readonly folder: string
  readonly deployment: Deployment
  readonly key: z.infer<typeof mapKeySchema>
  readonly settings: EdgeSettings
  readonly fetch: typeof globalThis.fetch
}

/** Builds the edge's two functions as they are deployed: `index.mjs`, with the signed map and the issuers' keys, and `viewer-request.js`. */
export async function buildSignedEdge({ folder, deployment, key, settings, fetch }: SignedEdge): Promise<{ readonly mapVersion: number }> {
  const map = createRegionMap(deployment, settings)
  const { d: _, ...mapKey } = key
  await buildEdgeRouter({
    outFile: join(folder, 'index.mjs'),
    baked: {
      mapKey,
      regionMap: await signRegionMap(map, key),
      minimumMapVersion: map.version,
      keys: await fetchIssuerKeys(settings, fetch),
    },
  })
  await buildViewerRequest({ outFile: join(folder, 'viewer-request.js') })
  return { mapVersion: map.version }
}
