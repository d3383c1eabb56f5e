import { regionDown, regionUp } from '../../operator/region-down.ts'
import { failuresIn, failureText, findingsOf } from '../findings.ts'
import { atLeast, exactly } from '../checks.ts'
import type { Drill } from '../drill.ts'
import { lostWrites } from '../summary.ts'

/** Nothing of the zone is left. */
export const zoneLost: Drill = {
  name: 'zone-lost',
  fault: 'whole zone lost',
  expected: 'REGION_UNAVAILABLE for everything, and never the other zone; all is there when it is back',
  async run({ operator, home, buddy, zone, load, now }) {
    const running = await load()
    running.mark('zone lost')
    await Promise.all([regionDown(operator, home), regionDown(operator, buddy)])
    const goneAt = now()
    await running.until('refusals', ({ requests }) => requests.filter(({ ok, startedAt }) => !ok && startedAt > goneAt).length >= 50)
    const upAt = running.mark('zone back')
    await Promise.all([regionUp(operator, home), regionUp(operator, buddy)])
    await running.until('writes at home', ({ requests }) =>
      requests.some(({ ok, kind, role, startedAt }) => ok && kind === 'write' && role === 'home' && startedAt > upAt),
    )
    const finished = await running.finish()
    const { record, stored } = finished
    const meanwhile = record.requests.filter(({ startedAt }) => startedAt > goneAt && startedAt < upAt)
    const otherwise = meanwhile.filter(({ code }) => code !== 'REGION_UNAVAILABLE').length
    return {
      ...findingsOf(finished, zone),
      seen: failureText(finished, zone),
      checks: [
        atLeast('requests while the zone was lost', 50, failuresIn(finished, undefined, goneAt, upAt)),
        exactly('of these answered otherwise than REGION_UNAVAILABLE', 0, otherwise),
        exactly('acknowledged writes lost', 0, lostWrites(record, stored).length),
      ],
    }
  },
}
