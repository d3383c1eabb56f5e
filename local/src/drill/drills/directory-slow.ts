import type pg from 'pg'
import { databaseNamed, directoryDatabase } from '../../world/database-plans.ts'
import { failuresIn, failureText, findingsOf } from '../findings.ts'
import { equals, exactly, within } from '../checks.ts'
import type { Drill } from '../drill.ts'
import { asServerAdmin } from '../replay.ts'
import { lostWrites } from '../summary.ts'
import { verdictOf } from '../graph-client.ts'

/** Longer than anybody waits for the directory. */
const slowMs = 6_000

async function untilLocked(admin: pg.Client): Promise<void> {
  for (;;) {
    const { rowCount } = await admin.query(
      `select from pg_locks where relation = 'directory.tenant'::regclass and mode = 'AccessExclusiveLock' and granted`,
    )
    if (rowCount === 1) return
  }
}

/** Every member of the zone's directory hangs while tokens are asked for. */
export const directorySlow: Drill = {
  name: 'directory-slow',
  fault: 'directory hangs while tokens are asked for',
  expected: 'a subject that was seen lately gets its token from what was last known, in time; requests go on',
  async run({ operator, zone, load, token, ask, now }) {
    const plan = databaseNamed(directoryDatabase(zone))
    await token()
    const running = await load()
    running.mark('directory hangs')
    const hanging = asServerAdmin(operator, plan, plan.firstWriter, (admin) =>
      // A lock that every reader has to wait for; replicas replay it, and wait as well.
      admin.query(`begin; lock table directory.tenant in access exclusive mode; select pg_sleep(${slowMs / 1_000}); commit`),
    )
    await asServerAdmin(operator, plan, plan.firstWriter, untilLocked)
    const startedAt = now()
    const fresh = await token()
    const took = now() - startedAt
    const served = await ask(fresh)
    await hanging
    const finished = await running.finish()
    return {
      ...findingsOf(finished, zone),
      seen: `a token in ${took} ms; ${failureText(finished, zone) || 'no failures'}`,
      checks: [
        within('a token while it hangs', 2_500, took),
        equals('a request with it', 'served', verdictOf(served)),
        exactly('requests that failed', 0, failuresIn(finished)),
        exactly('acknowledged writes lost', 0, lostWrites(finished.record, finished.stored).length),
      ],
    }
  },
}
