import type pg from 'pg'
import { singleFlight } from '../directory/single-flight.ts'

/** What this region's member of a home's database says of its writer (`ops.lease()`). */
export interface HomeLease {
  /** Region that holds the writer. */
  readonly region: string
  readonly epoch: number
  readonly isReplica: boolean
  /** Whether this member may write. */
  readonly isHeld: boolean
  /** Since the writer's region last said that it serves, by this server's clock; null before it ever did. */
  readonly beatAgeMs: number | null
  /** Instant up to which this member's rows are complete. */
  readonly asOf: string | null
}

/** Three beats that did not come. */
const lostAfterMs = 1_500

/** Whether the region of a replica's writer has fallen silent, and is taken for lost, or was never heard. */
export function isWriterLost({ beatAgeMs }: Pick<HomeLease, 'beatAgeMs'>): boolean {
  return beatAgeMs === null || beatAgeMs > lostAfterMs
}

/** The lease of a home; undefined while its member here does not answer, or for a home without one. */
export type HomeLeaseReader = (homeRegion: string) => Promise<HomeLease | undefined>

export interface LeaseReaderOptions {
  /** Members in this region, by home. */
  readonly members: ReadonlyMap<string, pg.Pool>
  readonly now: () => number
  readonly onFault: (error: unknown) => void
  readonly maxAgeMs?: number
}

const statement = {
  name: 'read-lease',
  text: `select region, epoch, is_replica as "isReplica", is_held as "isHeld", beat_age_ms as "beatAgeMs", as_of as "asOf" from ops.lease()`,
}

/** Reads leases of bounded age; what is asked at once is asked once. */
export function createHomeLeaseReader({ members, now, onFault, maxAgeMs = 250 }: LeaseReaderOptions): HomeLeaseReader {
  const known = new Map<string, { readonly lease: HomeLease | undefined; readonly readAt: number }>()
  const share = singleFlight<HomeLease | undefined>()

  async function ask(homeRegion: string, member: pg.Pool): Promise<HomeLease | undefined> {
    const readAt = now()
    const lease = await member.query<HomeLease>(statement).then(
      ({ rows }) => rows[0],
      (error: unknown) => {
        onFault(error)
        return undefined
      },
    )
    known.set(homeRegion, { lease, readAt })
    return lease
  }

  return async (homeRegion) => {
    const member = members.get(homeRegion)
    if (member === undefined) return undefined
    const last = known.get(homeRegion)
    if (last !== undefined && now() - last.readAt <= maxAgeMs) return last.lease
    return share(homeRegion, () => ask(homeRegion, member))
  }
}
