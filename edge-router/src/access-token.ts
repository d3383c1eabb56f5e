import { createPublicKey, type KeyObject } from 'node:crypto'
import { decodeJwt, errors, jwtVerify, type JWTPayload } from 'jose'
import type { BakedData } from './baked-data.ts'
import { EdgeRefusal } from './error-answer.ts'

/** What the edge takes from an access token. */
export interface AccessClaims {
  readonly issuer: string
  readonly zone: string
  readonly homeRegion: string
  /** Seconds since 1970. */
  readonly expiresAt: number
}

/** The claims of a token that is genuine and valid now; else UNAUTHENTICATED. */
export type AccessTokenVerifier = (token: string) => Promise<AccessClaims>

export interface VerifierOptions {
  readonly keys: BakedData['keys']
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly maxKnownTokens?: number
}

const leewaySeconds = 30
const maxTokenLength = 4_096

/**
 * Verifies RS256 tokens with keys that are known by issuer and key id, without any network.
 * A token that was found genuine is remembered until it expires, at most `maxKnownTokens` of them.
 */
export function createAccessTokenVerifier({ keys, now, maxKnownTokens = 2_000 }: VerifierOptions): AccessTokenVerifier {
  const keyRing = new Map<string, KeyObject>()
  for (const [issuer, issuerKeys] of Object.entries(keys)) {
    for (const [kid, key] of Object.entries(issuerKeys)) keyRing.set(ringName(issuer, kid), createPublicKey({ key, format: 'jwk' }))
  }
  const known = new Map<string, AccessClaims>()

  async function verify(token: string): Promise<AccessClaims> {
    const { payload } = await jwtVerify(
      token,
      ({ kid }) => {
        const key = keyRing.get(ringName(decodeJwt(token).iss ?? '', kid ?? ''))
        if (key === undefined) throw new EdgeRefusal('UNAUTHENTICATED', 'the access token is not signed by an issuer of this service')
        return key
      },
      { algorithms: ['RS256'], clockTolerance: leewaySeconds, currentDate: new Date(now()), requiredClaims: ['iss', 'exp', 'sub'] },
    )
    return readClaims(payload)
  }

  return async (token) => {
    if (token.length > maxTokenLength)
      throw new EdgeRefusal('UNAUTHENTICATED', `the access token has ${token.length} characters, at most ${maxTokenLength} are read`)
    const remembered = known.get(token)
    if (remembered !== undefined) {
      if (remembered.expiresAt + leewaySeconds > now() / 1_000) return remembered
      known.delete(token)
    }
    const claims = await verify(token).catch((error: unknown) => {
      throw toRefusal(error)
    })
    known.set(token, claims)
    // A map keeps the order of insertion: its first key is the oldest.
    for (const oldest of known.keys()) {
      if (known.size <= maxKnownTokens) break
      known.delete(oldest)
    }
    return claims
  }
}

function ringName(issuer: string, kid: string): string {
  return `${issuer} ${kid}`
}

function readClaims(payload: JWTPayload): AccessClaims {
  const { iss, exp, token_use: use, 'dt:v': version, 'dt:t': tenant, 'dt:z': zone, 'dt:hr': homeRegion } = payload
  if (use !== 'access') throw new EdgeRefusal('UNAUTHENTICATED', 'the token is of another use, wanted an access token')
  if (version !== 1) throw new EdgeRefusal('UNAUTHENTICATED', 'the access token has claims of another version, wanted version 1')
  if (
    typeof iss !== 'string' ||
    typeof exp !== 'number' ||
    typeof tenant !== 'string' ||
    typeof zone !== 'string' ||
    typeof homeRegion !== 'string'
  ) {
    throw new EdgeRefusal('UNAUTHENTICATED', 'the access token does not say whose data it opens')
  }
  return { issuer: iss, zone, homeRegion, expiresAt: exp }
}

function toRefusal(error: unknown): unknown {
  if (error instanceof EdgeRefusal) return error
  if (error instanceof errors.JWTExpired) return new EdgeRefusal('UNAUTHENTICATED', 'the access token has expired')
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf')
    return new EdgeRefusal('UNAUTHENTICATED', 'the access token is not valid yet')
  if (error instanceof errors.JOSEError) return new EdgeRefusal('UNAUTHENTICATED', 'the access token is not genuine')
  return error
}
