import { createPublicKey } from 'node:crypto'
import {
  nextRegionStates,
  regionStatesKey,
  signRegionStates,
  verifyRegionStates,
  type RegionStates,
} from '@hemisphere/edge-router/region-states.ts'
import type { RegionStatus } from '@hemisphere/edge-router/region-status.ts'
import { readKeyValue, writeKeyValue } from '../cloudfront/key-value-store.ts'
import { loadMapKey } from './map-key.ts'
import type { StateFolder } from './state-folder.ts'

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
  const states = nextRegionStates(await readRegionStates(state), { region, change, nowMs: now() })
  await writeRegionStates(state, await signRegionStates(states, (await loadMapKey(state)).privateKey))
  return states
}

/** Puts a document where the edge looks for it, whatever it says. */
export function writeRegionStates(state: StateFolder, jws: string): Promise<void> {
  return writeKeyValue(state.keyValueStore, regionStatesKey, jws)
}
