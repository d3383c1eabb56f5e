import { createHash } from 'node:crypto'
import { graphqlError } from '@hemisphere/kit/error.ts'
import { errors, jwtVerify, type JWTVerifyGetKey } from 'jose'
import { LRUCache } from 'lru-cache'
import { readAccessClaims, type AccessClaims } from './access-claims.ts'

/** The claims of a token that is genuine and valid now; else UNAUTHENTICATED, whatever its fault. */
export type AccessTokenVerifier = (token: string) => Promise<AccessClaims>

export interface VerifierOptions {
  readonly issuer: string
  readonly keys: JWTVerifyGetKey
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly maxKnownTokens?: number
}

/** The edge allows as much, so that a token that it let through is not refused here for its age. */
const leewaySeconds = 60
const maxTokenLength = 4_096

/** Verifies RS256 tokens of one issuer. A genuine token is remembered, by its hash, until it expires. */
export function createAccessTokenVerifier({ issuer, keys, now, maxKnownTokens = 10_000 }: VerifierOptions): AccessTokenVerifier {
  const known = new LRUCache<string, AccessClaims>({ max: maxKnownTokens })

  async function verify(token: string): Promise<AccessClaims> {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      algorithms: ['RS256'],
      clockTolerance: leewaySeconds,
      currentDate: new Date(now()),
      requiredClaims: ['exp', 'iat', 'sub'],
    })
    const claims = readAccessClaims(payload)
    // jose looks at nbf alone.
    const isOfFuture = payload.iat === undefined || payload.iat - leewaySeconds > now() / 1_000
    if (claims === undefined || isOfFuture) throw notValid()
    return claims
  }

  return async (token) => {
    if (token.length > maxTokenLength) throw notValid()
    const hash = createHash('sha256').update(token).digest('base64url')
    const remembered = known.get(hash)
    if (remembered !== undefined) {
      if (remembered.expiresAt + leewaySeconds * 1_000 > now()) return remembered
      known.delete(hash)
    }
    try {
      const claims = await verify(token)
      known.set(hash, claims)
      return claims
    } catch (error) {
      throw error instanceof errors.JOSEError ? notValid(error) : error
    }
  }
}

function notValid(cause?: Error): Error {
  return graphqlError('UNAUTHENTICATED', "the access token is not valid, wanted one of this zone's issuer that has not expired", { cause })
}
