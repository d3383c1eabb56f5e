import { createPublicKey } from 'node:crypto'
import { signRegionStates, verifyRegionStates, type RegionStates } from '@hemisphere/edge-router/region-states.ts'
import type { RegionStatus } from '@hemisphere/edge-router/region-status.ts'
import { readKeyValue, writeKeyValue } from '../cloudfront/key-value-store.ts'
import { loadMapKey } from './map-key.ts'
import type { StateFolder } from './state-folder.ts'

/** Key of CloudFront's KeyValueStore under which the edge finds them. */
export const regionStatesKey = 'region-states'

/** The states that were published last; undefined before the first time. */
export async function readRegionStates(state: StateFolder): Promise<RegionStates | undefined> {
  const jws = await readKeyValue(state.keyValueStore, regionStatesKey)
  if (jws === undefined) return undefined
  const { publicKey } = await loadMapKey(state)
  return verifyRegionStates(jws, createPublicKey({ key: publicKey, format: 'jwk' }))
}

/** Changes the status of one region at the edge, by a document of a later version; the others stay as they are. */
export async function publishRegionStatus(
  state: StateFolder,
  region: string,
  change: Partial<RegionStatus>,
  now: () => number,
): Promise<RegionStates> {
  const last = await readRegionStates(state)
  const before = last?.regions[region] ?? { state: 'active', writerEpoch: 0 }
  const states: RegionStates = {
    // Versions count with those of the region map, which are seconds since 1970.
    version: Math.max((last?.version ?? 0) + 1, Math.floor(now() / 1_000) + 1),
    regions: { ...last?.regions, [region]: { ...before, ...change } },
  }
  await writeRegionStates(state, await signRegionStates(states, (await loadMapKey(state)).privateKey))
  return states
}

/** Puts a document where the edge looks for it, whatever it says. */
export function writeRegionStates(state: StateFolder, jws: string): Promise<void> {
  return writeKeyValue(state.keyValueStore, regionStatesKey, jws)
}
