import { fetchKeySet } from '@hemisphere/edge-router/fetch-key-set.ts'
import type { RegionMap } from '@hemisphere/edge-router/region-map.ts'
import type { JWK } from 'jose'
import { z } from 'zod'
import type { Deployment } from '../../deployment.ts'
import { homeHost } from '../../host-names.ts'

/** What the edge has to know and only a deployed zone, or an operator, can say; kept as a secret of the delivery account. */
export const edgeSettingsSchema = z.object({
  /** Version of the region map: an edge refuses a lower one than it was built with. */
  version: z.int().min(1),
  /** Issuer of each zone and where its keys are: outputs of the zone's stacks. */
  issuers: z.record(z.string(), z.object({ issuer: z.url(), jwksUri: z.url() })),
  /** Zone of each company, by slug. */
  companies: z.record(z.string(), z.string()),
  /** Epoch of the writer of each home that was ever promoted; 1 for all others. */
  writerEpochs: z.record(z.string(), z.int().min(0)).default({}),
})

export type EdgeSettings = z.infer<typeof edgeSettingsSchema>

/** The region map of a deployment. Whoever signs it checks that it does not contradict itself. */
export function createRegionMap(deployment: Deployment, { version, issuers, companies, writerEpochs }: EdgeSettings): RegionMap {
  const { zones, regions } = deployment.topology
  return {
    version,
    zones: Object.fromEntries(
      zones.map(({ name, directoryRegion }) => {
        const issuer = issuers[name]
        if (issuer === undefined) throw new Error(`the edge's settings name no issuer for zone ${name}`)
        return [name, { ...issuer, signInRegion: directoryRegion }]
      }),
    ),
    regions: Object.fromEntries(
      regions.map(({ name, zone, buddy }) => {
        const origin = { domainName: homeHost(deployment, zone, name), port: 443, protocol: 'https' } as const
        return [name, { zone, buddy, origin, state: 'active', writerEpoch: writerEpochs[name] ?? 1 }]
      }),
    ),
    companies,
  }
}

const keysTimeoutMs = 10_000

/** Keys that the issuers publish now, by issuer and key id: they are baked in. An issuer that does not answer is thrown. */
export async function fetchIssuerKeys(
  { issuers }: EdgeSettings,
  fetch: typeof globalThis.fetch,
): Promise<Readonly<Record<string, Readonly<Record<string, JWK>>>>> {
  const sets = await Promise.all(
    Object.values(issuers).map(async ({ issuer, jwksUri }) => {
      const keys = await fetchKeySet(jwksUri, { fetch, timeoutMs: keysTimeoutMs })
      const asJwks = [...keys].map(([kid, key]) => [kid, { ...(key.export({ format: 'jwk' }) as JWK), kid }] as const)
      return [issuer, Object.fromEntries(asJwks)] as const
    }),
  )
  return Object.fromEntries(sets)
}
