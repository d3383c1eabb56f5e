import { databaseNamed, homeDatabase } from '../../world/database-plans.ts'
import { answersAs, failureText, findingsOf } from '../findings.ts'
import { atLeast, exactly, within } from '../checks.ts'
import type { Drill } from '../drill.ts'
import { pauseReplay, resumeReplay } from '../replay.ts'
import { lostWrites, timeToSuccess } from '../summary.ts'
import { duration } from '../table.ts'

/** The replica falls behind, and then it is all that can be read. */
export const standbyLagging: Drill = {
  name: 'standby-lagging',
  fault: 'replica lags, then compute of the home region is lost',
  expected: 'home is not slowed down; the buddy says honestly up to when its rows are; nothing is lost when it catches up',
  async run({ operator, home, buddy, zone, load, untilRouted }) {
    const plan = databaseNamed(homeDatabase(home))
    const running = await load()
    const pausedAt = running.mark('replay paused')
    await pauseReplay(operator, plan, buddy)
    await running.until(
      'writes meanwhile',
      ({ requests }) => requests.filter(({ ok, kind, startedAt }) => ok && kind === 'write' && startedAt > pausedAt + 2_000).length >= 20,
    )
    const lostAt = running.mark('compute lost')
    await operator.control.send({ action: 'part', region: home, part: 'compute', to: 'killed' })
    const detectedAt = await untilRouted(buddy, lostAt)
    await running.until(
      'reads of the replica',
      ({ requests }) =>
        requests.filter(({ ok, kind, region, startedAt }) => ok && kind === 'read' && region === buddy && startedAt > detectedAt).length >=
        10,
    )
    running.mark('replay resumed')
    await resumeReplay(operator, plan)
    await operator.control.send({ action: 'part', region: home, part: 'compute', to: 'running' })
    await untilRouted(home, detectedAt)
    const finished = await running.finish()
    const { requests } = finished.record
    const told = requests.filter(
      ({ ok, kind, role, startedAt }) => ok && kind === 'read' && role === 'buddy-read-only' && startedAt > detectedAt,
    )
    const dishonest = requests.filter(
      ({ ok, kind, role, asOf, startedAt, endedAt }) =>
        ok &&
        kind === 'read' &&
        role === 'buddy-read-only' &&
        startedAt > detectedAt &&
        endedAt < (finished.record.marks.find(({ name }) => name === 'replay resumed')?.at ?? 0) &&
        Date.parse(asOf ?? '') > pausedAt + 1_000,
    ).length
    const oldest = Math.min(...told.map(({ asOf }) => Date.parse(asOf ?? '')))
    return {
      ...findingsOf(finished, zone),
      seen: `rows told as of ${duration(lostAt - oldest)} before the loss; ${failureText(finished, zone) || 'no failures'}`,
      checks: [
        exactly('failures before the compute was lost', 0, requests.filter(({ ok, endedAt }) => !ok && endedAt < lostAt).length),
        within("reads resume after the accelerator's detection", 2_000, timeToSuccess(finished.record, 'read', detectedAt)),
        atLeast('reads of the lagging replica', 10, answersAs(finished, 'buddy-read-only', 'read')),
        exactly('of these told as fresher than they are', 0, dishonest),
        exactly('acknowledged writes lost', 0, lostWrites(finished.record, finished.stored).length),
      ],
    }
  },
}
