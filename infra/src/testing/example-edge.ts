import { createHash, createPrivateKey } from 'node:crypto'
import type { JWK } from 'jose'
import type { Deployment } from '../deployment.ts'
import { buildEdgeBundle } from '../edge/edge-bundle.ts'
import { readMapKey, type MapKey } from '../edge/map-key.ts'
import { createRegionMap } from '../edge/region-map.ts'

/** RFC 8410 §7: what stands before the 32 bytes of a private Ed25519 key. */
const ed25519Prefix = Buffer.from('302e020100300506032b657004220420', 'hex')

/** A key that everybody knows: what it signs is for templates that nobody deploys, and is the same each time. */
export function exampleMapKey(): MapKey {
  const key = Buffer.concat([ed25519Prefix, digest('map key of the example')])
  return readMapKey(createPrivateKey({ key, format: 'der', type: 'pkcs8' }).export({ format: 'pem', type: 'pkcs8' }).toString())
}

export interface ExampleEdgeOptions {
  readonly folder: string
  readonly deployment: Pick<Deployment, 'topology' | 'domain'>
}

/** The edge's functions for a deployment that nobody deploys; gives their folder back. */
export async function buildExampleEdge({ folder, deployment }: ExampleEdgeOptions): Promise<string> {
  const userPools = Object.fromEntries(deployment.topology.zones.map(({ name, directoryRegion }) => [name, `${directoryRegion}_Example00`]))
  const map = createRegionMap({ deployment, userPools, companies: {}, now: 1 })
  const keys = Object.values(map.zones).map(({ issuer }) => [issuer, { 'example-1': publicKeyOfNobody(issuer) }] as const)
  await buildEdgeBundle({ folder, map, mapKey: exampleMapKey(), keys: Object.fromEntries(keys) })
  return folder
}

/** A number as long as a key's, to which there is no private half: nothing is signed by it. */
function publicKeyOfNobody(issuer: string): JWK {
  const n = Buffer.concat(Array.from({ length: 8 }, (_, index) => digest(`${issuer} ${index}`)))
  n[0] = 0x80 | (n[0] ?? 0)
  return { kty: 'RSA', n: n.toString('base64url'), e: 'AQAB' }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
