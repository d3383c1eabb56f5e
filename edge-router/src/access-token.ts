import type { KeyObject } from 'node:crypto'
import { leewaySeconds, readAccessClaims, type AccessClaims } from './access-claims.ts'
import { createBoundedMemory } from './bounded-memory.ts'
import { isSignedBy, parseCompactJws, type CompactJws, type JsonObject } from './compact-jws.ts'
import { EdgeRefusal } from './error-answer.ts'
import type { IssuerKeys } from './issuer-keys.ts'

/** The claims of a token that is genuine and valid now, else UNAUTHENTICATED; a promise only where the issuer has to be asked. */
export type AccessTokenVerifier = (token: string) => AccessClaims | Promise<AccessClaims>

export interface VerifierOptions {
  readonly keys: IssuerKeys
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly maxKnownTokens?: number
}

const maxTokenLength = 4_096
const maxKeyIdLength = 256
const tokenTypes: ReadonlySet<unknown> = new Set([undefined, 'JWT', 'at+jwt', 'application/at+jwt'])

/**
 * Verifies RS256 tokens with keys that are known by issuer and key id; for a key id that is new it may ask the issuer.
 * A token that was found genuine is remembered until it expires or the keys change, at most `maxKnownTokens` of them.
 */
export function createAccessTokenVerifier({ keys, now, maxKnownTokens = 2_000 }: VerifierOptions): AccessTokenVerifier {
  const known = createBoundedMemory<AccessClaims>(maxKnownTokens)
  let knownSince = keys.generation

  function recall(token: string): AccessClaims | undefined {
    if (knownSince !== keys.generation) {
      known.clear()
      knownSince = keys.generation
    }
    const remembered = known.get(token)
    const lives = remembered !== undefined && remembered.expiresAt + leewaySeconds > now() / 1_000
    return lives ? remembered : undefined
  }

  function judge(token: string, parsed: CompactJws, key: KeyObject): AccessClaims {
    if (!isSignedBy(parsed, key, 'RS256')) throw notGenuine()
    const claims = readAccessClaims(parsed.payload, now() / 1_000)
    known.set(token, claims)
    return claims
  }

  async function askIssuer(token: string, parsed: CompactJws, issuer: string, keyId: string): Promise<AccessClaims> {
    // A token that would be refused anyway is not worth a question.
    readAccessClaims(parsed.payload, now() / 1_000)
    const key = await keys.lookUp(issuer, keyId)
    if (key === undefined) throw foreign()
    return judge(token, parsed, key)
  }

  return (token) => {
    if (token.length > maxTokenLength)
      throw new EdgeRefusal('UNAUTHENTICATED', `the access token has ${token.length} characters, at most ${maxTokenLength} are read`)
    const remembered = recall(token)
    if (remembered !== undefined) return remembered
    const parsed = parseCompactJws(token)
    if (parsed === undefined) throw notGenuine()
    const keyId = readKeyId(parsed.header)
    // Who made it is only claimed so far: it chooses among our keys, and no address is taken from it.
    const issuer = parsed.payload['iss']
    if (typeof issuer !== 'string' || !keys.knows(issuer)) throw foreign()
    const key = keys.find(issuer, keyId)
    return key === undefined ? askIssuer(token, parsed, issuer, keyId) : judge(token, parsed, key)
  }
}

/**
 * The key id of a header that has no more than our issuers put there. Whatever else a header can have would tell the reader how to
 * verify (jku, jwk, x5u, x5c, crit, b64 of RFC 7515 §4.1 and RFC 7797) or is not ours.
 */
function readKeyId({ alg, kid, typ, ...others }: JsonObject): string {
  if (alg !== 'RS256' || !tokenTypes.has(typ) || Object.keys(others).length > 0) throw notGenuine()
  if (typeof kid !== 'string' || kid === '' || kid.length > maxKeyIdLength) throw notGenuine()
  return kid
}

function notGenuine(): EdgeRefusal {
  return new EdgeRefusal('UNAUTHENTICATED', 'the access token is not genuine')
}

function foreign(): EdgeRefusal {
  return new EdgeRefusal('UNAUTHENTICATED', 'the access token is not signed by an issuer of this service')
}
