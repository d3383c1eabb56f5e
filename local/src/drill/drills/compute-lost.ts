import { answersAs, failureText, findingsOf } from '../findings.ts'
import { atLeast, exactly, within } from '../checks.ts'
import type { Drill } from '../drill.ts'
import { lostWrites, timeToSuccess } from '../summary.ts'
import { duration } from '../table.ts'

/** The home's gateway and subgraphs are gone; its databases live. */
export const computeLost: Drill = {
  name: 'compute-lost',
  fault: 'compute of the home region lost',
  expected: 'the buddy reads from its replica and forwards writes; home takes over again when it is back',
  async run({ operator: { control }, home, buddy, zone, load, now, untilRouted }) {
    const running = await load()
    const lostAt = running.mark('compute lost')
    await control.send({ action: 'part', region: home, part: 'compute', to: 'killed' })
    const detectedAt = await untilRouted(buddy, lostAt)
    await running.until(
      'writes by way of the buddy',
      ({ requests }) =>
        requests.filter(({ ok, kind, region, startedAt }) => ok && kind === 'write' && region === buddy && startedAt > detectedAt).length >=
        10,
    )
    running.mark('compute back')
    await control.send({ action: 'part', region: home, part: 'compute', to: 'running' })
    const backAt = await untilRouted(home, now() - 500)
    await running.until('answers of the home region', ({ requests }) =>
      requests.some(({ ok, role, startedAt }) => ok && role === 'home' && startedAt > backAt),
    )
    const finished = await running.finish()
    const { record } = finished
    const reads = timeToSuccess(record, 'read', detectedAt)
    const failedBack = record.requests.filter(({ ok, startedAt }) => !ok && startedAt >= backAt).length
    return {
      ...findingsOf(finished, zone),
      seen: `detected after ${duration(detectedAt - lostAt)}; ${failureText(finished, zone)}; ${answersAs(finished, 'buddy-read-only')} answers as buddy`,
      checks: [
        within("reads resume after the accelerator's detection", 2_000, reads),
        within("forwarded writes resume after the accelerator's detection", 5_000, timeToSuccess(record, 'write', detectedAt)),
        atLeast('writes forwarded by the buddy', 10, answersAs(finished, 'buddy-read-only', 'write')),
        exactly('acknowledged writes lost', 0, lostWrites(record, finished.stored).length),
        exactly('failures after the home is back', 0, failedBack),
      ],
    }
  },
}
