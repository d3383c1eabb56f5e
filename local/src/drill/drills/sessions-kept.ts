import { setTimeout as delay } from 'node:timers/promises'
import { promoteRegion } from '../../operator/promote-region.ts'
import { promoteSessions } from '../../operator/promote-sessions.ts'
import { regionDown, regionUp } from '../../operator/region-down.ts'
import { secretIds } from '../../world/secret-ids.ts'
import { emailOf } from '../../world/tenants.ts'
import { exactly, within } from '../checks.ts'
import type { Drill } from '../drill.ts'
import { failureText, findingsOf } from '../findings.ts'
import { signInBrowser, type SignedInBrowser } from '../signed-in-browser.ts'
import { duration } from '../table.ts'

const waitLimitMs = 30_000
const pauseMs = 100

/** The primary of the zone's sessions is lost with its region, and people go on with the session that they have. */
export const sessionsKept: Drill = {
  name: 'sessions-kept',
  fault: 'region with the primary of the sessions lost and promoted, then back',
  expected: 'nobody is signed out: tokens serve at the buddy, refreshes resume with the promotion and go on when the home is back',
  async run({ operator, tenant: { slug }, home, buddy, zone, edgeUrl, load, now, tell, untilRouted }) {
    const password = operator.secrets.get(home, secretIds.demoPassword)
    const signIn = (role: string): Promise<SignedInBrowser> =>
      signInBrowser({ edgeUrl, company: slug, email: emailOf(role, slug), password })
    const running = await load()
    const planners = [await signIn('planner'), await signIn('planner'), await signIn('planner')]
    const colleague = await signIn('merchandiser')
    const [first = colleague] = planners
    const everyone = (): readonly SignedInBrowser[] => [...planners, colleague]
    const refreshedBefore = await outcomes(everyone(), 'refresh', '200')

    const lostAt = running.mark('region lost')
    await regionDown(operator, home)
    const detectedAt = await untilRouted(buddy, lostAt)
    await running.until('reads at the buddy', ({ requests }) =>
      requests.some(({ ok, kind, startedAt }) => ok && kind === 'read' && startedAt > detectedAt),
    )
    const servedMeanwhile = await outcomes(everyone(), 'ask', 'buddy-read-only')
    const heldOff = await outcomes(everyone(), 'refresh', '503 REGION_UNAVAILABLE')

    const promotionAt = running.mark('promotion')
    const [resumedAt] = await Promise.all([untilRefreshed(first, now), promoteRegion(operator, { home, to: buddy, tell, now })])
    const refreshedAtBuddy = await outcomes(everyone(), 'refresh', '200')
    await running.until('answers of the promoted buddy', ({ requests }) =>
      requests.some(({ role, startedAt }) => role === 'buddy-promoted' && startedAt > promotionAt),
    )
    const servedAtBuddy = await outcomes(everyone(), 'ask', 'buddy-promoted')
    planners.push(await signIn('planner'))

    const backAt = running.mark('home back')
    await regionUp(operator, home)
    await promoteRegion(operator, { home, to: home, tell, now })
    await untilRouted(home, backAt)
    await running.until('answers of the home', ({ requests }) =>
      requests.some(({ ok, role, startedAt }) => ok && role === 'home' && startedAt > backAt),
    )
    const swap = await duringSwap(colleague, () => promoteSessions(operator, { zone, to: home, tell }))
    const refreshedBack = await outcomes(everyone(), 'refresh', '200')
    const servedBack = await outcomes(everyone(), 'ask', 'home')

    const signedOut = await first.signOutEverywhere()
    const refusedTokens = await outcomes(planners, 'ask', '401 UNAUTHENTICATED')
    const refusedSessions = await outcomes(planners.slice(1), 'refresh', '401 UNAUTHENTICATED')
    const others = await outcomes([colleague], 'refresh', '200')
    const finished = await running.finish()
    const refreshMs = resumedAt === undefined ? undefined : resumedAt - promotionAt
    return {
      ...findingsOf(finished, zone),
      seen: `refreshes resumed ${refreshMs === undefined ? 'never' : `${duration(refreshMs)} after the promotion was ordered`}; ${swap.count} refreshes while the primary went home; ${failureText(finished, zone)}`,
      checks: [
        exactly('sessions of which one is refreshed before', 4, refreshedBefore),
        exactly('of these served by their token at the buddy before the promotion', 4, servedMeanwhile),
        exactly('of these told REGION_UNAVAILABLE by a refresh then, and not signed out', 4, heldOff),
        within('refreshes resume after the promotion was ordered', 5_000, refreshMs),
        exactly('sessions refreshed at the buddy', 4, refreshedAtBuddy),
        exactly('sessions served by the promoted buddy', 4, servedAtBuddy),
        exactly('refreshes that failed while the primary went home', 0, swap.failed),
        exactly('sessions refreshed at home again, with one begun at the buddy', 5, refreshedBack),
        exactly('sessions served at home again', 5, servedBack),
        exactly('sign-outs everywhere', 1, signedOut === '200' ? 1 : 0),
        exactly("tokens of the person's sessions refused then", 4, refusedTokens),
        exactly("the person's other sessions that a refresh finds ended", 3, refusedSessions),
        exactly('sessions of somebody else that go on', 1, others),
      ],
    }
  },
}

/** How many browsers come to an outcome, each asking once. */
async function outcomes(browsers: readonly SignedInBrowser[], call: 'ask' | 'refresh', wanted: string): Promise<number> {
  const came = await Promise.all(browsers.map((browser) => browser[call]()))
  return came.filter((outcome) => outcome === wanted).length
}

/** When a refresh first came to something; undefined when none has in half a minute. */
async function untilRefreshed(browser: SignedInBrowser, now: () => number): Promise<number | undefined> {
  const deadline = now() + waitLimitMs
  while (now() < deadline) {
    if ((await browser.refresh()) === '200') return now()
    await delay(pauseMs)
  }
  return undefined
}

/** Refreshes one after another from before some work until after it. */
async function duringSwap(
  browser: SignedInBrowser,
  work: () => Promise<unknown>,
): Promise<{ readonly count: number; readonly failed: number }> {
  const came = [await browser.refresh()]
  const over = new AbortController()
  const swap = work().finally(() => over.abort())
  while (!over.signal.aborted) came.push(await browser.refresh())
  await swap
  came.push(await browser.refresh())
  return { count: came.length, failed: came.filter((outcome) => outcome !== '200').length }
}
