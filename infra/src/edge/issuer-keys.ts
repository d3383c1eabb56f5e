import type { BakedData } from '@hemisphere/edge-router/baked-data.ts'
import { fetchKeySet } from '@hemisphere/edge-router/fetch-key-set.ts'
import type { RegionMap } from '@hemisphere/edge-router/region-map.ts'

const timeoutMs = 10_000

/** The public keys of a map's issuers as they are now, each from its own address; throws where one does not answer with any. */
export async function fetchIssuerKeys(map: RegionMap, request: typeof fetch): Promise<BakedData['keys']> {
  const keys = Object.values(map.zones).map(async ({ issuer, jwksUri }) => {
    const found = await fetchKeySet(jwksUri, { fetch: request, timeoutMs })
    return [issuer, Object.fromEntries([...found].map(([keyId, key]) => [keyId, key.export({ format: 'jwk' })]))] as const
  })
  return Object.fromEntries(await Promise.all(keys))
}
