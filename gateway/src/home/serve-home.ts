import { graphqlError } from '@hemisphere/kit/error.ts'
import { isWriterLost, type HomeLease, type HomeLeaseReader } from './home-lease.ts'

/** As what a region answers for a home: with its writer here, as its own or as its buddy's; or from a replica. */
export type ServingRole = 'home' | 'buddy-promoted' | 'buddy-read-only'

export interface Serving {
  readonly role: ServingRole
  /** Instant up to which a replica is complete; undefined where the writer is read. */
  readonly asOf: string | undefined
  /** Whether the client's connection should end with this answer: the next one finds a better way. */
  readonly isPassing: boolean
}

export interface ServeHomeOptions {
  /** This region. */
  readonly region: string
  readonly readLease: HomeLeaseReader
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Connections that were given to this region stay here for a while after the way has changed. */
  readonly graceMs?: number
}

/** How this region serves a home now, for a caller whom the edge told of the writer epoch; else REGION_UNAVAILABLE. */
export type ServeHome = (homeRegion: string, writerEpoch: number | undefined) => Promise<Serving>

/**
 * Decides whether a region may answer for a home. It may where its member is the writer and holds the lease. From a replica it
 * may once the writer's region has fallen silent, and for a while after, since established connections are not moved. A writer
 * that came back without its lease, or a copy older than what the edge knows, answers nobody.
 */
export function createServeHome(options: ServeHomeOptions): ServeHome {
  const { region, readLease, now, graceMs = 60_000 } = options
  const servedAt = new Map<string, number>()

  function serve(homeRegion: string, lease: HomeLease): Serving | undefined {
    if (!lease.isReplica) {
      if (!lease.isHeld || lease.region !== region) return undefined
      return { role: homeRegion === region ? 'home' : 'buddy-promoted', asOf: undefined, isPassing: false }
    }
    const isLost = isWriterLost(lease)
    const isRecent = now() - (servedAt.get(homeRegion) ?? -Infinity) <= graceMs
    if (!isLost && !isRecent) return undefined
    return { role: 'buddy-read-only', asOf: lease.asOf ?? undefined, isPassing: !isLost }
  }

  return async (homeRegion, writerEpoch = 0) => {
    const lease = await readLease(homeRegion)
    if (lease === undefined) throw unavailable('the database of this home does not answer here')
    if (lease.epoch < writerEpoch) throw unavailable('the copy of this home that is here is of an earlier writer')
    const serving = serve(homeRegion, lease)
    if (serving === undefined) throw unavailable('this home is served by the other region of its zone')
    // Only serving by right counts: passing traffic must not keep itself alive.
    if (!serving.isPassing) servedAt.set(homeRegion, now())
    return serving
  }
}

function unavailable(message: string): Error {
  return graphqlError('REGION_UNAVAILABLE', message, { retryAfterSeconds: 1 })
}
