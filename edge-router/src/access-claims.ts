import type { JsonObject } from './compact-jws.ts'
import { EdgeRefusal } from './error-answer.ts'

/** What the edge takes from an access token. */
export interface AccessClaims {
  readonly issuer: string
  readonly zone: string
  readonly homeRegion: string
  /** Seconds since 1970. */
  readonly expiresAt: number
}

/** How far the clock of an issuer and that of the edge may be apart, either way. */
export const leewaySeconds = 60

/**
 * The claims of an access token's payload, which has to be one of ours, version 1, and valid at `nowSeconds`; else UNAUTHENTICATED.
 * Whether it is genuine is another question.
 */
export function readAccessClaims(payload: JsonObject, nowSeconds: number): AccessClaims {
  const { iss, sub, exp, iat, nbf = 0, token_use: use, client_id: client } = payload
  if (!isText(iss) || !isText(sub) || !isTime(exp) || !isTime(iat) || !isTime(nbf) || exp <= iat)
    throw refusal('the access token does not say who made it, for whom and for how long')
  if (use !== 'access') throw refusal('the token is of another use, wanted an access token')
  if (exp + leewaySeconds <= nowSeconds) throw refusal('the access token has expired')
  if (Math.max(iat, nbf) - leewaySeconds > nowSeconds) throw refusal('the access token is not valid yet')
  if (!isText(client)) throw refusal('the access token does not say for which client it was made')
  const { 'dt:v': version, 'dt:t': tenant, 'dt:z': zone, 'dt:hr': homeRegion } = payload
  if (version !== 1) throw refusal('the access token has claims of another version, wanted version 1')
  const { 'dt:te': placementEpoch, 'dt:pe': permissionEpoch, 'dt:p': permissionSet } = payload
  if (!isText(tenant) || !isText(zone) || !isText(homeRegion)) throw refusal('the access token does not say whose data it opens')
  if (!isEpoch(placementEpoch) || !isEpoch(permissionEpoch) || !isText(permissionSet))
    throw refusal('the access token does not say under which epochs and permissions it was made')
  return { issuer: iss, zone, homeRegion, expiresAt: exp }
}

function refusal(message: string): EdgeRefusal {
  return new EdgeRefusal('UNAUTHENTICATED', message)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

/** Seconds since 1970 (RFC 7519 §2, NumericDate). */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0
}

function isEpoch(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) > 0
}
