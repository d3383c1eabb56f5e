import { setTimeout as delay } from 'node:timers/promises'
import { readLease } from '../lease/lease.ts'
import type { OperatedDatabase } from '../zone-databases.ts'
import { writerOf } from './promote-home.ts'

const limitMs = 5_000
const pollMs = 20

/** Waits until every member that answers has what the writer has written by now; one that is far behind is not waited for. */
export async function untilFollowed(database: OperatedDatabase): Promise<void> {
  const writer = await writerOf(database)
  const { lsn } = await readLease(writer.owner)
  const deadline = performance.now() + limitMs
  for (const { owner } of database.members.filter((member) => member !== writer)) {
    while (performance.now() < deadline) {
      const answer = await owner
        .query<{ reached: boolean }>('select not pg_is_in_recovery() or pg_last_wal_replay_lsn() >= $1::pg_lsn as reached', [lsn])
        .catch(() => undefined)
      if (answer === undefined || answer.rows[0]?.reached === true) break
      await delay(pollMs)
    }
  }
}
