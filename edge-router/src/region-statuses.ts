import type { KeyObject } from 'node:crypto'
import { createBoundedMemory } from './bounded-memory.ts'
import { maxRegionStatesBytes, verifyRegionStates, type RegionStates } from './region-states.ts'
import type { RegionMap } from './region-map.ts'
import type { RegionStatus } from './region-status.ts'

export type RegionStatuses = ReadonlyMap<string, RegionStatus>

/** The status of every region of the map, after what came along with a request; without it, as it was known before. */
export type RegionStatusReader = (signedStates: string | undefined) => RegionStatuses

export interface RegionStatusOptions {
  readonly map: RegionMap
  readonly mapKey: KeyObject
  /** Told once of each text that is refused. */
  readonly onFault: (fault: Error) => void
}

/** Texts are refused one at a time, by whoever writes the KeyValueStore; a few are remembered so that none is looked at twice. */
const maxRefusedTexts = 16

/**
 * Keeps the last good statuses: at first the map's, then those of signed states whose version is higher than all before, which
 * name regions of the map only and take no writer epoch back. Anything else changes nothing. An unchanged text costs one comparison.
 */
export function createRegionStatusReader({ map, mapKey, onFault }: RegionStatusOptions): RegionStatusReader {
  const mapped: RegionStatuses = new Map(
    Object.entries(map.regions).map(([name, { state, writerEpoch }]) => [name, { state, writerEpoch }]),
  )
  const refused = createBoundedMemory<true>(maxRefusedTexts)
  let acceptedText: string | undefined
  let acceptedVersion = map.version
  let statuses = mapped

  function accept({ version, regions }: RegionStates): void {
    if (version <= acceptedVersion) throw new Error(`the region states have version ${version}, wanted one above ${acceptedVersion}`)
    const next = new Map(mapped)
    for (const [name, { state, writerEpoch }] of Object.entries(regions)) {
      if (!mapped.has(name)) throw new Error(`the region states name the unknown region ${name}`)
      next.set(name, { state, writerEpoch })
    }
    for (const [name, { writerEpoch }] of statuses) {
      const nextEpoch = next.get(name)?.writerEpoch ?? -1
      if (nextEpoch < writerEpoch) throw new Error(`the region states take region ${name} from writer epoch ${writerEpoch} to ${nextEpoch}`)
    }
    statuses = next
    acceptedVersion = version
  }

  return (text) => {
    if (text === undefined || text === acceptedText) return statuses
    // One character too many is enough to know a text that is too long.
    const known = text.slice(0, maxRegionStatesBytes + 1)
    if (refused.get(known) === true) return statuses
    try {
      accept(verifyRegionStates(text, mapKey))
      acceptedText = text
    } catch (error) {
      refused.set(known, true)
      onFault(new Error('the states of the regions stay as they were', { cause: error }))
    }
    return statuses
  }
}
