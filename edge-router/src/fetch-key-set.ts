import type { KeyObject } from 'node:crypto'
import { readVerificationKey, type RsaJwk } from './verification-key.ts'

export interface KeySetSource {
  readonly fetch: typeof fetch
  /** For the whole answer. */
  readonly timeoutMs: number
}

/** An issuer has two keys, or three while it changes them: about a kilobyte each. */
const maxKeySetBytes = 65_536
const maxKeys = 32
const maxKeyIdLength = 256

/**
 * The RS256 keys that an issuer publishes, by key id. Throws when the address gives no such set within the time: down, slow, moved,
 * above 64 KB, something else than JSON, or without a single key that is of use.
 */
export async function fetchKeySet(jwksUri: string, { fetch, timeoutMs }: KeySetSource): Promise<ReadonlyMap<string, KeyObject>> {
  const response = await fetch(jwksUri, {
    headers: { accept: 'application/json' },
    // An address elsewhere is not the one that was baked.
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMs),
  })
  if (response.status !== 200) {
    await response.body?.cancel()
    throw new Error(`the issuer's keys came with status ${response.status}, wanted 200`)
  }
  return readKeySet(await readBounded(response))
}

async function readBounded({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  // Leaving the loop early ends the request.
  for await (const chunk of body ?? []) {
    size += chunk.length
    if (size > maxKeySetBytes) throw new Error(`the issuer's keys have more than ${maxKeySetBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function readKeySet(text: string): ReadonlyMap<string, KeyObject> {
  const set: unknown = JSON.parse(text)
  const listed: unknown = typeof set === 'object' && set !== null && 'keys' in set ? set.keys : undefined
  if (!Array.isArray(listed) || listed.length > maxKeys) throw new Error(`the issuer's keys are no list of at most ${maxKeys}`)
  const keys = new Map<string, KeyObject>()
  for (const jwk of listed as readonly unknown[]) {
    if (!isKeyWithId(jwk)) continue
    const key = readVerificationKey(jwk)
    if (key !== undefined) keys.set(jwk.kid, key)
  }
  if (keys.size === 0) throw new Error("none of the issuer's keys verifies RS256")
  return keys
}

function isKeyWithId(jwk: unknown): jwk is RsaJwk & { readonly kid: string } {
  return typeof jwk === 'object' && jwk !== null && 'kid' in jwk && typeof jwk.kid === 'string' && jwk.kid.length <= maxKeyIdLength
}
