import { randomBytes } from 'node:crypto'
import { exportJWK, generateKeyPair, type JWK } from 'jose'

export interface SigningKey extends JWK {
  readonly kty: 'RSA'
  readonly kid: string
}

/** A fresh private key for RS256 with an id of its own. */
export async function createSigningKey(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  return { ...(await exportJWK(privateKey)), kty: 'RSA', kid: randomBytes(16).toString('base64url'), alg: 'RS256', use: 'sig' }
}

/** As much of a key as may be published. */
export function publicPart({ kty, kid, alg, use, n, e }: SigningKey): SigningKey {
  return { kty, kid, ...(alg && { alg }), ...(use && { use }), ...(n && { n }), ...(e && { e }) }
}
