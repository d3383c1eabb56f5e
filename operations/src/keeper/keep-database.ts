import type { Logger } from '@hemisphere/kit/log.ts'
import type pg from 'pg'
import type { Confirmation } from '../lease/confirm-lease.ts'
import { beat, followerBeat } from '../lease/lease.ts'

export interface KeptDatabase {
  /** Name for the log, such as `home-eu-west-1`. */
  readonly name: string
  /** This region's member, on the role of a keeper. */
  readonly member: pg.Pool
  /** The buddy's member. */
  readonly otherMember: pg.Pool | undefined
  readonly confirm: () => Promise<Confirmation>
  /** Takes the lease from a writer that was replaced without its knowledge; whether it did. */
  readonly revoke: () => Promise<boolean>
}

export interface KeepDatabase {
  readonly log: Logger
  /** Whether this region's compute serves. */
  readonly isServing: () => Promise<boolean>
}

/**
 * One turn of a keeper for one database: confirms the lease of a writer that has come up, and says that its region serves; of a
 * replica, says through the writer that it is followed. Faults are told once, when the outcome changes.
 */
export function keepDatabase({ name, member, otherMember, confirm }: KeptDatabase, { log, isServing }: KeepDatabase): () => Promise<void> {
  let last: Confirmation | 'unreachable' | undefined

  function tell(outcome: Confirmation | 'unreachable', err?: unknown): void {
    const settled = outcome === 'confirmed' ? 'held' : outcome
    if (settled === last) return
    last = settled
    const isFine = settled === 'held' || settled === 'replica'
    log[isFine ? 'info' : 'warn']({ database: name, outcome, ...(err === undefined ? {} : { err }) }, 'the lease of a database')
  }

  return async () => {
    try {
      const outcome = await confirm()
      tell(outcome)
      if (outcome === 'held' || outcome === 'confirmed') {
        if (await isServing()) await beat(member)
      } else if (outcome === 'replica' && otherMember !== undefined) {
        // The writer may be the one that is lost: then there is nobody to tell.
        await followerBeat(otherMember).catch(() => undefined)
      }
    } catch (err) {
      tell('unreachable', err)
    }
  }
}

/** One turn of the look for a later writer than this region's own. It waits for others, so the beat must not wait for it. */
export function watchDatabase({ name, revoke }: KeptDatabase, { log }: Pick<KeepDatabase, 'log'>): () => Promise<void> {
  return async () => {
    try {
      if (await revoke()) log.error({ database: name }, 'this writer was replaced while it was out of reach: its lease is given up')
    } catch {
      // Who does not answer is told of by the other turn.
    }
  }
}
