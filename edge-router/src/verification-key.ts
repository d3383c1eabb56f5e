import { createPublicKey, type KeyObject } from 'node:crypto'

/** As much of a JWK (RFC 7517, RFC 7518 §6.3.1) as a key that verifies RS256 has. */
export interface RsaJwk {
  readonly kty?: unknown
  readonly n?: unknown
  readonly e?: unknown
  readonly use?: unknown
  readonly alg?: unknown
}

/** RFC 7518 §3.3 wants 2048 bits at the least; each doubling makes a verification four times as dear. */
const minModulusBits = 2_048
const maxModulusBits = 4_096

/** The key of a JWK; undefined when it is not one that verifies RS256. Private parts are passed over. */
export function readVerificationKey({ kty, n, e, use = 'sig', alg = 'RS256' }: RsaJwk): KeyObject | undefined {
  if (kty !== 'RSA' || use !== 'sig' || alg !== 'RS256' || typeof n !== 'string' || typeof e !== 'string') return undefined
  if (n.length > maxModulusBits / 4 || e.length > 8) return undefined
  try {
    const key = createPublicKey({ key: { kty, n, e }, format: 'jwk' })
    const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
    return bits >= minModulusBits && bits <= maxModulusBits ? key : undefined
  } catch {
    // OpenSSL takes no such number for a key: neither do we.
    return undefined
  }
}
