import { readLease } from '@hemisphere/operations/lease/lease.ts'
import { memberIn } from '@hemisphere/operations/zone-databases.ts'
import { promoteRegion } from '../../operator/promote-region.ts'
import { signIn } from '../../issuer/sign-in.ts'
import { regionDown } from '../../operator/region-down.ts'
import { answersAs, failureText, findingsOf } from '../findings.ts'
import { atLeast, equals, exactly, within } from '../checks.ts'
import type { Drill } from '../drill.ts'
import { lostWrites, timeToSuccess } from '../summary.ts'
import { verdictOf } from '../graph-client.ts'
import { secretIds } from '../../world/secret-ids.ts'
import { emailOf } from '../../world/tenants.ts'
import { duration } from '../table.ts'

/** All of the home region at once, its writer and the writer of the zone's directory among it. */
export const regionLost: Drill = {
  name: 'region-lost',
  fault: 'whole region lost, then its replica promoted',
  expected: 'reads go on at the buddy; writes resume with the promotion; lost is at most what was not replicated yet',
  async run({ operator, tenant: { slug }, home, buddy, zone, edgeUrl, load, ask, now, tell, untilRouted }) {
    const running = await load()
    const lostAt = running.mark('region lost')
    await regionDown(operator, home)
    const goneAt = now()
    const replica = memberIn(await operator.home(home), buddy)
    const { asOf } = await readLease(replica.owner)
    const replicatedAt = asOf === null ? 0 : Date.parse(asOf)
    const detectedAt = await untilRouted(buddy, lostAt)
    await running.until('reads at the buddy', ({ requests }) =>
      requests.some(({ ok, kind, startedAt }) => ok && kind === 'read' && startedAt > detectedAt),
    )
    // Somebody of whom nothing is kept: the directory at the buddy has to know them.
    const password = operator.secrets.get(buddy, secretIds.demoPassword)
    const { accessToken } = await signIn({ edgeUrl, email: emailOf('viewer', slug), password })
    const newcomer = await ask(accessToken)
    running.mark('promotion')
    const promotionAt = now()
    const promoted = await promoteRegion(operator, { home, to: buddy, tell, now })
    const writableAt = promoted.at(-1)?.writableAt ?? now()
    await running.until(
      'writes at the buddy',
      ({ requests }) =>
        requests.filter(({ ok, kind, role, startedAt }) => ok && kind === 'write' && role === 'buddy-promoted' && startedAt > writableAt)
          .length >= 20,
    )
    const finished = await running.finish()
    const { record, stored } = finished
    const lost = new Set(lostWrites(record, stored))
    const beyondLag = record.requests.filter(({ key, endedAt }) => key !== undefined && lost.has(key) && endedAt < replicatedAt).length
    return {
      ...findingsOf(finished, zone),
      seen: `detected after ${duration(detectedAt - lostAt)}; replica was ${duration(Math.max(0, goneAt - replicatedAt))} behind at most; promotion took ${duration(writableAt - promotionAt)}; ${failureText(finished, zone)}`,
      checks: [
        within("reads resume after the accelerator's detection", 2_000, timeToSuccess(record, 'read', detectedAt)),
        equals('somebody new who signs in meanwhile', 'served', verdictOf(newcomer)),
        within('writes resume after the promotion', 5_000, timeToSuccess(record, 'write', writableAt)),
        exactly('acknowledged writes lost that were older than the replication lag', 0, beyondLag),
        atLeast('writes of the promoted buddy', 20, answersAs(finished, 'buddy-promoted', 'write')),
      ],
    }
  },
}
