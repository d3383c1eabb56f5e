import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto'

/** What one version of the session secret is used for, each by a key of its own. */
export interface SessionKey {
  readonly seal: KeyObject
  readonly csrf: KeyObject
}

/** The keys of the current version and, while a rotation lasts, of the previous one. */
export type SessionKeys = () => Promise<readonly SessionKey[]>

/** Keys of a secret of at least 32 random bytes, by HKDF with SHA-256 (RFC 5869). */
export function deriveSessionKey(secret: Uint8Array): SessionKey {
  const derive = (purpose: string): KeyObject =>
    createSecretKey(new Uint8Array(hkdfSync('sha256', secret, '', `hemisphere session ${purpose}`, 32)))
  return { seal: derive('seal'), csrf: derive('csrf') }
}

/** Keys of the secrets as they are read; derived once a version, since every request by cookie needs them. */
export function createSessionKeys(read: () => Promise<readonly Uint8Array[]>): SessionKeys {
  let known: readonly { readonly secret: Buffer; readonly key: SessionKey }[] = []
  return async () => {
    const secrets = await read()
    known = secrets.map(
      (secret) => known.find((entry) => entry.secret.equals(secret)) ?? { secret: Buffer.from(secret), key: deriveSessionKey(secret) },
    )
    return known.map(({ key }) => key)
  }
}
