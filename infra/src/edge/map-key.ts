import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import type { JWK } from 'jose'

/** The pair that signs region maps and states. */
export interface MapKey {
  readonly privateKey: KeyObject
  readonly publicKey: JWK
}

/** The pair of a private Ed25519 key, as PEM or as JWK (RFC 8037); anything else is thrown, without what was read. */
export function readMapKey(text: string): MapKey {
  const privateKey = parseKey(text)
  if (privateKey.asymmetricKeyType !== 'ed25519')
    throw new Error(`got a key of type ${String(privateKey.asymmetricKeyType)}, wanted ed25519`)
  return { privateKey, publicKey: createPublicKey(privateKey).export({ format: 'jwk' }) }
}

function parseKey(text: string): KeyObject {
  try {
    return text.trimStart().startsWith('{') ? createPrivateKey({ key: JSON.parse(text), format: 'jwk' }) : createPrivateKey(text)
  } catch {
    // Parsers quote what they could not read, which may be the key.
    throw new Error('got no private key, wanted one as PEM or as JWK')
  }
}
