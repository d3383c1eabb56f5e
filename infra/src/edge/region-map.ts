import type { RegionMap } from '@hemisphere/edge-router/region-map.ts'
import type { RegionStates } from '@hemisphere/edge-router/region-states.ts'
import { homeHost } from '../host-names.ts'
import type { Deployment } from '../deployment.ts'

export interface RegionMapOptions {
  readonly deployment: Pick<Deployment, 'topology' | 'domain'>
  /** Id of each zone's user pool, such as `eu-west-1_Ab12Cd34E`. */
  readonly userPools: Readonly<Record<string, string>>
  /** Zone of each company, by slug. */
  readonly companies: Readonly<Record<string, string>>
  /** Seconds since 1970. */
  readonly now: number
  /** What the edge's store has now: a region that was fenced stays so, whatever is deployed. */
  readonly published?: RegionStates
}

/** The issuer of a user pool, in the form that all its regions sign with (`IssuerConfigurationType` UPDATED, Cognito API reference). */
export function cognitoIssuer(region: string, userPool: string): string {
  if (!userPool.startsWith(`${region}_`)) throw new Error(`got user pool ${userPool}, wanted one of ${region}`)
  return `https://issuer-cognito-idp.${region}.amazonaws.com/${userPool}`
}

/** Region map of a deployment, not signed yet; its version is above all before. */
export function createRegionMap({ deployment, userPools, companies, now, published }: RegionMapOptions): RegionMap {
  const { zones, regions } = deployment.topology
  const mappedZones = zones.map(({ name, directoryRegion }) => {
    const userPool = userPools[name]
    if (userPool === undefined) throw new Error(`got no user pool of zone ${name}`)
    const issuer = cognitoIssuer(directoryRegion, userPool)
    return [name, { issuer, jwksUri: `${issuer}/.well-known/jwks.json`, signInRegion: directoryRegion }] as const
  })
  const mappedRegions = regions.map(({ name, zone, buddy }) => {
    const origin = { domainName: homeHost(deployment, zone, name), port: 443, protocol: 'https' } as const
    // Epoch 0: before the first failover the edge knows no more than the gateways do.
    const status = published?.regions[name] ?? { state: 'active', writerEpoch: 0 }
    return [name, { zone, buddy, origin, ...status }] as const
  })
  return {
    version: Math.max(now, (published?.version ?? 0) + 1),
    zones: Object.fromEntries(mappedZones),
    regions: Object.fromEntries(mappedRegions),
    companies,
  }
}
