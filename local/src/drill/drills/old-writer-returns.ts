import { readLease } from '@hemisphere/operations/lease/lease.ts'
import { memberIn } from '@hemisphere/operations/zone-databases.ts'
import pg from 'pg'
import { promoteRegion } from '../../operator/promote-region.ts'
import { homeDatabase } from '../../world/database-plans.ts'
import { failuresIn, failureText, findingsOf } from '../findings.ts'
import { equals, exactly } from '../checks.ts'
import type { Drill } from '../drill.ts'
import type { DrillRig } from '../drill-rig.ts'
import { lostWrites } from '../summary.ts'

/** The lost writer comes back as it was, after its replica was promoted: two servers that both were told to write. */
export const oldWriterReturns: Drill = {
  name: 'old-writer-returns',
  fault: 'old writer comes back after its replica was promoted',
  expected: 'it holds no lease, takes no write, serves nobody, and rejoins as a replica',
  async run(rig) {
    const { operator, home, buddy, zone, load, now, tell, ports, untilRouted } = rig
    const database = homeDatabase(home)
    const killedAt = now()
    await operator.control.send({ action: 'member', database, region: home, to: 'killed' })
    await promoteRegion(operator, { home, to: buddy, tell, now })
    // What is watched is the old writer's return, not the way there.
    await untilRouted(buddy, killedAt)
    const running = await load()
    const backAt = running.mark('old writer back')
    await operator.control.send({ action: 'member', database, region: home, to: 'as-it-was' })
    const old = memberIn(await operator.home(home), home)
    const refusal = await tryToWrite(rig)
    await running.until(
      'writes while it is there',
      ({ requests }) => requests.filter(({ ok, kind, startedAt }) => ok && kind === 'write' && startedAt > backAt).length >= 40,
    )
    const lease = await readLease(old.owner)
    const readiness = await fetch(`http://127.0.0.1:${ports.regions[home].gateway}/readyz`)
    // It rejoins under load, rebuilt from the new writer.
    running.mark('rejoin')
    await operator.control.send({ action: 'member', database, region: home, to: 'stopped' })
    await operator.control.send({ action: 'member', database, region: home, to: 'running' })
    const rejoined = await readLease(old.owner)
    const finished = await running.finish()
    return {
      ...findingsOf(finished, zone),
      seen: `a write is refused with ${refusal}; ${failureText(finished, zone) || 'no failures'}; it follows epoch ${rejoined.epoch}`,
      checks: [
        equals('a write sent straight to it', 'HS003', refusal),
        equals(
          'its lease while both were writers',
          'not held, not a replica',
          `${lease.isHeld ? 'held' : 'not held'}, ${lease.isReplica ? 'a' : 'not a'} replica`,
        ),
        equals('its gateway is ready', '503', String(readiness.status)),
        exactly('failures while it was there', 0, failuresIn(finished, undefined, backAt)),
        equals('after it rejoined', 'replica', rejoined.isReplica ? 'replica' : 'writer'),
        exactly('acknowledged writes lost', 0, lostWrites(finished.record, finished.stored).length),
      ],
    }
  },
}

/** SQLSTATE of a write of the tenant that goes past all of our code, on the service's own role. */
async function tryToWrite({ operator, home, tenant }: DrillRig): Promise<string> {
  const pool = await operator.schemaService(home, 'store', home)
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query(`select set_config('hemisphere.tenant', $1, true)`, [tenant.id])
    await client.query('delete from store.inventory_level')
    return 'nothing: it was taken'
  } catch (error) {
    return error instanceof pg.DatabaseError ? (error.code ?? 'no code') : String(error)
  } finally {
    client.release(true)
  }
}
