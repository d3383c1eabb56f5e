import { homeDatabase } from '../../world/database-plans.ts'
import { answersAs, failureText, findingsOf } from '../findings.ts'
import { atLeast, exactly, within } from '../checks.ts'
import type { Drill } from '../drill.ts'
import { lostWrites, timeToSuccess } from '../summary.ts'
import { duration } from '../table.ts'

/** The home's database server dies under a gateway that lives, and is restarted. */
export const writerLost: Drill = {
  name: 'writer-lost',
  fault: 'writer lost with compute alive',
  expected: 'the buddy reads; writes are REGION_READ_ONLY until the writer is back and has its lease confirmed',
  async run({ operator: { control }, home, buddy, zone, load, untilRouted }) {
    const database = homeDatabase(home)
    const running = await load()
    const lostAt = running.mark('writer lost')
    await control.send({ action: 'member', database, region: home, to: 'killed' })
    const detectedAt = await untilRouted(buddy, lostAt)
    await running.until('reads and refused writes at the buddy', ({ requests }) => {
      const since = requests.filter(({ startedAt }) => startedAt > detectedAt)
      return since.some(({ ok, kind }) => ok && kind === 'read') && since.some(({ code }) => code === 'REGION_READ_ONLY')
    })
    const backAt = running.mark('writer back')
    await control.send({ action: 'member', database, region: home, to: 'running' })
    await running.until('writes at home', ({ requests }) =>
      requests.some(({ ok, kind, role, startedAt }) => ok && kind === 'write' && role === 'home' && startedAt > backAt),
    )
    const finished = await running.finish()
    const { record, stored } = finished
    const refusals = record.requests.filter(({ code }) => code === 'REGION_READ_ONLY').length
    const otherCodes = record.requests.filter(
      ({ ok, code, startedAt }) => !ok && startedAt > detectedAt && !['REGION_READ_ONLY', 'REGION_UNAVAILABLE'].includes(code ?? ''),
    ).length
    return {
      ...findingsOf(finished, zone),
      seen: `detected after ${duration(detectedAt - lostAt)}; ${failureText(finished, zone)}; writes at home ${duration(timeToSuccess(record, 'write', backAt) ?? 0)} after the restart was ordered`,
      checks: [
        within("reads resume after the accelerator's detection", 2_000, timeToSuccess(record, 'read', detectedAt)),
        atLeast('writes told REGION_READ_ONLY', 1, refusals),
        atLeast('reads by the buddy', 1, answersAs(finished, 'buddy-read-only', 'read')),
        exactly('refusals of another kind after the detection', 0, otherCodes),
        exactly('acknowledged writes lost', 0, lostWrites(record, stored).length),
      ],
    }
  },
}
