import { failuresIn, failureText, findingsOf } from '../findings.ts'
import { exactly } from '../checks.ts'
import type { Drill } from '../drill.ts'
import { lostWrites } from '../summary.ts'

/** The home region's caches and its sessions are gone, and come back empty. */
export const redisLost: Drill = {
  name: 'redis-lost',
  fault: 'Redis of the home region lost',
  expected: 'whoever has a token is served; rights are asked of the directory',
  async run({ operator: { control }, home, zone, load, now }) {
    const running = await load()
    for (const to of ['killed', 'running'] as const) {
      running.mark(`redis ${to}`)
      await control.send({ action: 'part', region: home, part: 'redis', to })
      const at = now()
      await running.until('requests meanwhile', ({ requests }) => requests.filter(({ startedAt }) => startedAt > at).length >= 150)
    }
    const finished = await running.finish()
    return {
      ...findingsOf(finished, zone),
      seen: failureText(finished, zone) || 'no failures',
      checks: [
        exactly('requests that failed', 0, failuresIn(finished)),
        exactly('acknowledged writes lost', 0, lostWrites(finished.record, finished.stored).length),
      ],
    }
  },
}
