import { graphqlError } from '@hemisphere/kit/error.ts'
import { LRUCache } from 'lru-cache'
import type { Placement } from '../directory/directory.ts'
import { singleFlight } from '../directory/single-flight.ts'

export interface PlacementReaderOptions {
  readonly find: (tenantId: string) => Promise<Placement | undefined>
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Told each look-up that failed. */
  readonly onFault: (error: unknown) => void
  /** Age up to which a placement is taken without asking. */
  readonly maxAgeMs?: number
  /** Age up to which it is taken while the directory does not answer. */
  readonly maxStaleMs?: number
  readonly maxTenants?: number
}

/** The placement of a tenant, undefined when there is no such tenant; `epoch` is the one that the token names. */
export type PlacementReader = (tenantId: string, epoch: number) => Promise<Placement | undefined>

interface Known {
  readonly placement: Placement | undefined
  readonly readAt: number
}

/**
 * Placements of bounded age. A token of a later epoch than the known one asks the directory at once: the tenant has just moved.
 * While the directory does not answer, the known placement serves for a while, then REGION_UNAVAILABLE.
 */
export function createPlacementReader(options: PlacementReaderOptions): PlacementReader {
  const { find, now, onFault, maxAgeMs = 10_000, maxStaleMs = 60_000, maxTenants = 10_000 } = options
  const known = new LRUCache<string, Known>({ max: maxTenants })
  const share = singleFlight<Known>()

  async function lookUp(tenantId: string): Promise<Known> {
    // The age counts from the question: the answer may be as old as that.
    const readAt = now()
    const entry = { placement: await find(tenantId), readAt }
    known.set(tenantId, entry)
    return entry
  }

  return async (tenantId, epoch) => {
    const entry = known.get(tenantId)
    const isCurrent = entry?.placement === undefined || entry.placement.epoch >= epoch
    if (entry !== undefined && isCurrent && now() - entry.readAt <= maxAgeMs) return entry.placement
    try {
      return (await share(tenantId, () => lookUp(tenantId))).placement
    } catch (cause) {
      onFault(cause)
      if (entry !== undefined && isCurrent && now() - entry.readAt <= maxStaleMs) return entry.placement
      throw graphqlError('REGION_UNAVAILABLE', 'the home of the tenant can not be looked up now', { cause, retryAfterSeconds: 5 })
    }
  }
}
