import { verify, type KeyObject } from 'node:crypto'

export type JsonObject = Readonly<Record<string, unknown>>

/** A JWS that was taken apart, of which nothing is known to be true yet. */
export interface CompactJws {
  readonly header: JsonObject
  readonly payload: JsonObject
  readonly signedText: string
  readonly signature: Buffer
}

/**
 * Takes a compact JWS (RFC 7515 §7.1) with JSON objects as header and payload apart; undefined for any other text. It is strict:
 * three parts, each of them base64url as it is written by the book, UTF-8, objects. So one signature has one text.
 */
export function parseCompactJws(text: string): CompactJws | undefined {
  const [headerPart, payloadPart, signaturePart, ...more] = text.split('.', 4)
  if (headerPart === undefined || payloadPart === undefined || signaturePart === undefined || more.length > 0) return undefined
  const header = readObject(headerPart)
  const payload = readObject(payloadPart)
  const signature = readBase64Url(signaturePart)
  if (header === undefined || payload === undefined || signature === undefined) return undefined
  return { header, payload, signedText: text.slice(0, headerPart.length + 1 + payloadPart.length), signature }
}

export type SignatureAlgorithm = 'RS256' | 'EdDSA'

/** The digest by its name in node:crypto (RFC 7518 §3.3); Ed25519 has its own within (RFC 8037 §3.1). */
const digests = { RS256: 'sha256', EdDSA: undefined } as const satisfies Record<SignatureAlgorithm, string | undefined>
const keyTypes = { RS256: 'rsa', EdDSA: 'ed25519' } as const satisfies Record<SignatureAlgorithm, string>

/** Whether the signature is that of the key by this algorithm, which the caller has chosen and never the text. */
export function isSignedBy({ signedText, signature }: CompactJws, key: KeyObject, algorithm: SignatureAlgorithm): boolean {
  // A key of another type would verify by an algorithm of its own.
  if (key.asymmetricKeyType !== keyTypes[algorithm]) return false
  return verify(digests[algorithm], Buffer.from(signedText, 'latin1'), key, signature)
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function readObject(part: string): JsonObject | undefined {
  const bytes = readBase64Url(part)
  if (bytes === undefined) return undefined
  try {
    const value: unknown = JSON.parse(utf8.decode(bytes))
    return isObject(value) ? value : undefined
  } catch {
    // Neither UTF-8 nor JSON: the text is none of ours, as the caller is told.
    return undefined
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function readBase64Url(part: string): Buffer | undefined {
  const bytes = Buffer.from(part, 'base64url')
  // Node.js passes over what is no base64url, padding and stray bits at the end included: written anew it must be the same.
  return bytes.length > 0 && bytes.toString('base64url') === part ? bytes : undefined
}
