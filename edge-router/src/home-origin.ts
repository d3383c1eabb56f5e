import type { AccessClaims } from './access-claims.ts'
import { EdgeRefusal } from './error-answer.ts'
import { zoneOfIssuer, type RegionMap, type RegionOrigin } from './region-map.ts'
import type { RegionStatus } from './region-status.ts'
import type { RegionStatuses } from './region-statuses.ts'

const retryAfterSeconds = 30

export interface Home {
  readonly origin: RegionOrigin
  readonly zone: string
  readonly status: RegionStatus
}

/**
 * The tenant's home region, after the three-way check: the zone of the issuer, the zone claim and the zone of the home
 * region must be one. A draining region still serves: it is the gateway that knows, by placement epoch, which tenants have
 * left it, and a token that names this region names the one that has the data to say so.
 */
export function findHome(map: RegionMap, statuses: RegionStatuses, { issuer, zone, homeRegion }: AccessClaims): Home {
  const home = Object.hasOwn(map.regions, homeRegion) ? map.regions[homeRegion] : undefined
  const status = statuses.get(homeRegion)
  if (home === undefined || status === undefined)
    throw new EdgeRefusal('RESIDENCY_VIOLATION', 'the access token names a home region that is none')
  if (zoneOfIssuer(map, issuer) !== zone || home.zone !== zone) {
    throw new EdgeRefusal('RESIDENCY_VIOLATION', 'the zones of the issuer, of the access token and of the home region are not one')
  }
  if (status.state === 'fenced') throw new EdgeRefusal('REGION_UNAVAILABLE', 'the home region is out of service', retryAfterSeconds)
  return { origin: home.origin, zone, status }
}
