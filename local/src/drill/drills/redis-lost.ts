import { secretIds } from '../../world/secret-ids.ts'
import { emailOf } from '../../world/tenants.ts'
import { failuresIn, failureText, findingsOf } from '../findings.ts'
import { equals, exactly } from '../checks.ts'
import type { Drill } from '../drill.ts'
import { signInBrowser } from '../signed-in-browser.ts'
import { lostWrites } from '../summary.ts'

/** The home region's caches are gone and come back empty; with them the primary of the sessions, which comes back as a replica. */
export const redisLost: Drill = {
  name: 'redis-lost',
  fault: 'Redis of the home region lost',
  expected: 'whoever has a token is served; rights are asked of the directory; sessions wait, and go on from the copy at the buddy',
  async run({ operator: { control, secrets }, tenant: { slug }, edgeUrl, home, zone, load, now }) {
    const password = secrets.get(home, secretIds.demoPassword)
    const browser = await signInBrowser({ edgeUrl, company: slug, email: emailOf('planner', slug), password })
    const outcomes: string[] = []
    const running = await load()
    for (const to of ['killed', 'running'] as const) {
      running.mark(`redis ${to}`)
      await control.send({ action: 'part', region: home, part: 'redis', to })
      const at = now()
      outcomes.push(await browser.ask(), await browser.refresh())
      await running.until('requests meanwhile', ({ requests }) => requests.filter(({ startedAt }) => startedAt > at).length >= 150)
    }
    const finished = await running.finish()
    return {
      ...findingsOf(finished, zone),
      seen: failureText(finished, zone) || 'no failures',
      checks: [
        exactly('requests that failed', 0, failuresIn(finished)),
        equals('a session by its token and by a refresh, lost and back', 'home, 503 REGION_UNAVAILABLE, home, 200', outcomes.join(', ')),
        exactly('acknowledged writes lost', 0, lostWrites(finished.record, finished.stored).length),
      ],
    }
  },
}
