import { createHmac } from 'node:crypto'
import { createSigningKey, type SigningKey } from '@hemisphere/local/issuer/signing-keys.ts'
import { openUserPool } from '@hemisphere/local/issuer/user-pool.ts'
import type { ZoneName } from '@hemisphere/topology/regions.ts'
import { stateFolderAt } from '@hemisphere/local/world/state-folder.ts'
import { CompactSign, decodeJwt, importJWK, type CompactJWSHeaderParameters, type JWTPayload } from 'jose'
import { inject } from 'vitest'

export type Claims = Readonly<Record<string, unknown>>

/** Signs what its issuer would never sign, with the key that its issuer has. */
export interface TokenForge {
  readonly kid: string
  /** The public key as the issuer publishes it. */
  readonly publicKey: object
  /** A token like the genuine one, with other claims (undefined leaves one out) and other fields in its header. */
  sign(like: string, claims?: Claims, header?: Readonly<Record<string, unknown>>): Promise<string>
}

/** The forge of a zone: its issuer's private key, as an intruder at the issuer would have it. */
export async function zoneForge(zone: ZoneName): Promise<TokenForge> {
  const pool = await openUserPool(stateFolderAt(inject('world').stateFolder).issuer(zone))
  return forgeOf(pool.signingKey, pool.publicKeys[0] ?? {})
}

/** The forge of somebody who has a key of his own, and gives it whatever id. */
export async function strangersForge(kid: string): Promise<TokenForge> {
  return forgeOf({ ...(await createSigningKey()), kid }, {})
}

async function forgeOf(key: SigningKey, publicKey: object): Promise<TokenForge> {
  const privateKey = await importJWK(key, 'RS256')
  return {
    kid: key.kid,
    publicKey,
    sign(like, claims = {}, header = {}) {
      const payload = { ...decodeJwt(like), ...claims }
      // The types know headers as they should be.
      const protectedHeader = { alg: 'RS256', typ: 'at+jwt', kid: key.kid, ...header } as CompactJWSHeaderParameters
      const signature = new CompactSign(new TextEncoder().encode(JSON.stringify(payload))).setProtectedHeader(protectedHeader)
      return signature.sign(privateKey, { crit: { b64: true } })
    },
  }
}

/** The token with other claims under the signature that it had. */
export function tampered(token: string, change: Claims): string {
  const [header = '', , signature = ''] = token.split('.')
  return `${header}.${encoded({ ...claimsOf(token), ...change })}.${signature}`
}

/** The token as one that needs no signature (RFC 7519 §6). */
export function unsigned(token: string): string {
  return `${encoded({ alg: 'none' })}.${token.split('.')[1]}.`
}

/** The token signed by HMAC, as if a public key were a shared secret. */
export function hmacSigned(token: string, header: Claims, secret: string | Uint8Array): string {
  const text = `${encoded({ ...header, alg: 'HS256' })}.${token.split('.')[1]}`
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}

export function claimsOf(token: string): JWTPayload {
  return decodeJwt(token)
}

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
