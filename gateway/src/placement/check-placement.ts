import { graphqlError } from '@hemisphere/kit/error.ts'
import type { AccessClaims } from '../auth/access-claims.ts'
import type { Placement } from '../directory/directory.ts'

/** Where this gateway runs. */
export interface Here {
  readonly region: string
  readonly zone: string
}

/** Holds that a token is of this zone; else RESIDENCY_VIOLATION, before anything of the tenant is looked at. */
export function checkZone(zone: string, here: Here): void {
  if (zone !== here.zone) throw graphqlError('RESIDENCY_VIOLATION', 'the access token is of another zone than this gateway')
}

/**
 * Holds that the token names the tenant's home under its epoch: FORBIDDEN for a tenant that may not come in, TENANT_MOVED for a
 * token that is older than the directory, upon which a client refreshes it, REGION_UNAVAILABLE for one that is newer: the copy
 * of the directory that answered is behind, and a fresh token would not help. Whether this region serves that home is asked next.
 */
export function checkPlacement(claims: AccessClaims, placement: Placement | undefined, here: Here): void {
  if (placement === undefined || !placement.active) throw graphqlError('FORBIDDEN', 'the tenant is not served')
  checkZone(placement.zone, here)
  if (placement.epoch < claims.placementEpoch)
    throw graphqlError('REGION_UNAVAILABLE', 'the copy of the directory at hand is older than the access token', { retryAfterSeconds: 1 })
  if (claims.homeRegion !== placement.homeRegion || claims.placementEpoch !== placement.epoch) {
    throw graphqlError('TENANT_MOVED', 'the access token names another home or epoch than the current one, wanted a fresh token')
  }
}
