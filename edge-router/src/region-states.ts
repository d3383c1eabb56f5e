import type { KeyObject } from 'node:crypto'
import { CompactSign, type CryptoKey, type JWK } from 'jose'
import { isSignedBy, parseCompactJws } from './compact-jws.ts'
import { checkRegionStatus, type RegionStatus } from './region-status.ts'

/** States of regions as they are now: signed like the region map, newer than it, and small enough for a KeyValueStore. */
export interface RegionStates {
  /** Counted with the region map's: states below or at the map's version are older than the map. */
  readonly version: number
  /** A region that is not named is as the region map has it. */
  readonly regions: Readonly<Record<string, RegionStatus>>
}

/** Key of CloudFront's KeyValueStore under which the edge finds them. */
export const regionStatesKey = 'region-states'

/** The most that a CloudFront KeyValueStore keeps as one value ("Quotas", CloudFront developer guide). */
export const maxRegionStatesBytes = 1_024

const algorithm = 'EdDSA'
const mediaType = 'hemisphere-region-states+json'

/** The states as a compact JWS (EdDSA on Ed25519) of at most 1 KB; what `verifyRegionStates` would refuse is thrown, not signed. */
export async function signRegionStates(states: RegionStates, privateKey: CryptoKey | KeyObject | JWK): Promise<string> {
  checkRegionStates(states)
  const jws = await new CompactSign(new TextEncoder().encode(JSON.stringify(states)))
    .setProtectedHeader({ alg: algorithm, typ: mediaType })
    .sign(privateKey)
  checkSize(jws)
  return jws
}

/** The states within a JWS. A bad signature, another kind of text, one above 1 KB and states that are none are thrown. */
export function verifyRegionStates(jws: string, publicKey: KeyObject): RegionStates {
  checkSize(jws)
  const parsed = parseCompactJws(jws)
  if (parsed === undefined) throw new Error('the region states are no compact JWS')
  const { alg, typ, ...others } = parsed.header
  if (alg !== algorithm || typ !== mediaType || Object.keys(others).length > 0)
    throw new Error(`the region states have a header that is not theirs, wanted alg ${algorithm} and typ ${mediaType} alone`)
  if (!isSignedBy(parsed, publicKey, algorithm)) throw new Error('the region states are signed by somebody else')
  // The signature vouches for the type: only `signRegionStates` signs this media type. What it says is checked below.
  const states = parsed.payload as unknown as RegionStates
  checkRegionStates(states)
  return states
}

export interface StateChange {
  readonly region: string
  readonly change: Partial<RegionStatus>
  /** Milliseconds since 1970. */
  readonly nowMs: number
}

/** The states after a change of one region, of a later version than the last ones and than any map of now; the others stay as they are. */
export function nextRegionStates(last: RegionStates | undefined, { region, change, nowMs }: StateChange): RegionStates {
  const before: RegionStatus = last?.regions[region] ?? { state: 'active', writerEpoch: 0 }
  return {
    // Versions count with those of the region map, which are seconds since 1970.
    version: Math.max((last?.version ?? 0) + 1, Math.floor(nowMs / 1_000) + 1),
    regions: { ...last?.regions, [region]: { ...before, ...change } },
  }
}

function checkSize(jws: string): void {
  if (jws.length > maxRegionStatesBytes)
    throw new Error(`the region states have ${jws.length} bytes signed, at most ${maxRegionStatesBytes} are allowed`)
}

function checkRegionStates({ version, regions }: RegionStates): void {
  if (!Number.isSafeInteger(version) || version < 1)
    throw new Error(`the region states have version ${version}, wanted a whole number from 1`)
  for (const [name, status] of Object.entries(regions)) checkRegionStatus(name, status)
}
