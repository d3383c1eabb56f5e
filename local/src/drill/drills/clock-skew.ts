import { failuresIn, failureText, findingsOf } from '../findings.ts'
import { equals, exactly } from '../checks.ts'
import type { Drill, DrillFindings } from '../drill.ts'
import type { DrillRig } from '../drill-rig.ts'
import { lostWrites } from '../summary.ts'
import { verdictOf } from '../graph-client.ts'

/** The edge's clock is a minute fast, then a minute slow. */
export const clockSkew: Drill = {
  name: 'clock-skew',
  fault: "edge's clock wrong by +60 s, then by −60 s",
  expected: 'fresh tokens are served: a minute is within the leeway',
  async run(rig) {
    const fast = await runWithSkew(rig, 60_000)
    const slow = await runWithSkew(rig, -60_000)
    await rig.operator.control.send({ action: 'edge', to: 'running' })
    return {
      ...slow,
      seen: `fast: ${fast.seen}; slow: ${slow.seen}`,
      checks: [...fast.checks, ...slow.checks],
      acknowledgedWritesLost: (fast.acknowledgedWritesLost ?? 0) + (slow.acknowledgedWritesLost ?? 0),
      reachedOtherZone: fast.reachedOtherZone + slow.reachedOtherZone,
    }
  },
}

async function runWithSkew({ operator: { control }, zone, load, token, ask, now }: DrillRig, clockSkewMs: number): Promise<DrillFindings> {
  await control.send({ action: 'edge', to: 'running', clockSkewMs })
  const running = await load()
  const fresh = await ask(await token())
  const at = now()
  await running.until('requests', ({ requests }) => requests.filter(({ startedAt }) => startedAt > at).length >= 100)
  const finished = await running.finish()
  const name = clockSkewMs > 0 ? 'fast' : 'slow'
  return {
    ...findingsOf(finished, zone),
    seen: failureText(finished, zone) || 'no failures',
    checks: [
      equals(`a token just made, by a clock that is ${name}`, 'served', verdictOf(fresh)),
      exactly(`requests that failed by a clock that is ${name}`, 0, failuresIn(finished)),
      exactly(`acknowledged writes lost by a clock that is ${name}`, 0, lostWrites(finished.record, finished.stored).length),
    ],
  }
}
