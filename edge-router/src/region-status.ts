/** `active` serves; `draining` serves, though its gateway refuses writes; `fenced` is out of service. */
export type RegionState = 'active' | 'draining' | 'fenced'

/** What changes of a region while it stays where it is. */
export interface RegionStatus {
  readonly state: RegionState
  /** Rises each time that the region's data gets another writer. */
  readonly writerEpoch: number
}

const states: ReadonlySet<string> = new Set<RegionState>(['active', 'draining', 'fenced'])

/** Throws for a state that is unknown or an epoch that is no whole number from 0. */
export function checkRegionStatus(name: string, { state, writerEpoch }: RegionStatus): void {
  if (!states.has(state)) throw new Error(`region ${name} is in the unknown state ${state}`)
  if (!Number.isSafeInteger(writerEpoch) || writerEpoch < 0)
    throw new Error(`region ${name} has the writer epoch ${writerEpoch}, wanted a whole number from 0`)
}
