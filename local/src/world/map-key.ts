import { generateKeyPairSync, type JsonWebKey } from 'node:crypto'
import { z } from 'zod'
import { readTextIfThere, writeWhole } from './file-text.ts'
import type { StateFolder } from './state-folder.ts'

const jwkSchema = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string(), d: z.string() })

/** The pair that signs region maps, as JWKs (RFC 8037). */
export interface MapKey {
  readonly privateKey: z.infer<typeof jwkSchema>
  readonly publicKey: Omit<z.infer<typeof jwkSchema>, 'd'>
}

/** The world's own key pair, made at the first start. */
export async function loadMapKey(state: StateFolder): Promise<MapKey> {
  const text = await readTextIfThere(state.mapKey)
  const privateKey = jwkSchema.parse(text === undefined ? makeKey() : JSON.parse(text))
  if (text === undefined) await writeWhole(state.mapKey, JSON.stringify(privateKey))
  const { d: _, ...publicKey } = privateKey
  return { privateKey, publicKey }
}

function makeKey(): JsonWebKey {
  return generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })
}
