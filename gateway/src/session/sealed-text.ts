import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { SessionKey } from './session-keys.ts'

const algorithm = 'aes-256-gcm'
const ivBytes = 12
const tagBytes = 16

/** Text that only a holder of the key reads, and only from the place that it is bound to (AES-256-GCM, NIST SP 800-38D). */
export function seal(text: string, key: SessionKey, boundTo: string): string {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv(algorithm, key.seal, iv)
  cipher.setAAD(Buffer.from(boundTo))
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([iv, body, cipher.getAuthTag()]).toString('base64url')
}

/** The text within, opened by the first of the keys that fits; undefined when it was changed, moved, or sealed by another key. */
export function unseal(sealed: string, keys: readonly SessionKey[], boundTo: string): string | undefined {
  const bytes = Buffer.from(sealed, 'base64url')
  if (bytes.length < ivBytes + tagBytes) return undefined
  for (const key of keys) {
    const text = open(bytes, key, boundTo)
    if (text !== undefined) return text
  }
  return undefined
}

function open(bytes: Buffer, key: SessionKey, boundTo: string): string | undefined {
  const decipher = createDecipheriv(algorithm, key.seal, bytes.subarray(0, ivBytes), { authTagLength: tagBytes })
  decipher.setAAD(Buffer.from(boundTo))
  decipher.setAuthTag(bytes.subarray(-tagBytes))
  try {
    return Buffer.concat([decipher.update(bytes.subarray(ivBytes, -tagBytes)), decipher.final()]).toString('utf8')
  } catch {
    // Node tells a wrong tag by throwing; that it did not open is the answer.
    return undefined
  }
}
