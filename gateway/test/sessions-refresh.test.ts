import { decodeJwt } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Browser, Page } from './browser.ts'
import { ask, homeClaims, minute, outcome, sessionCookie, startSessionWorld, tokenCookie, type SessionWorld } from './session-world.ts'

let world: SessionWorld
let browser: Browser

beforeAll(async () => {
  world = await startSessionWorld()
})

beforeEach(async () => {
  Object.assign(world.issuer, { person: 'ada', claims: homeClaims(world.tenant), health: 'well', rotatesRefreshTokens: false })
  browser = world.browser()
  const page = await browser.signIn()
  if (page.status !== 303) throw new Error(`nobody was signed in: ${page.text}`)
  world.issuer.tokenRequests = 0
  world.issuer.revoked.length = 0
})

afterAll(() => world[Symbol.asyncDispose]())

const refresh = (who: Browser = browser): Promise<Page> => who.post('/session/refresh')
const unauthenticated = [401, 'UNAUTHENTICATED']
const unavailable = [503, 'REGION_UNAVAILABLE']

/** A browser that holds the same cookies, at another gateway if given. */
function tabOf(who: Browser, ...at: Parameters<SessionWorld['browser']>): Browser {
  const tab = world.browser(...at)
  for (const name of [tokenCookie, sessionCookie]) tab.setCookie(name, who.cookie(name))
  return tab
}

describe('a refresh', () => {
  test('gives a new token of the same sign-in and session, and says until when', async () => {
    const [token, session] = [browser.cookie(tokenCookie), browser.cookie(sessionCookie)]
    const page = await refresh()
    const { csrfToken } = await browser.state()
    expect([page.status, JSON.parse(page.text)]).toEqual([
      200,
      { signedIn: true, expiresAt: expect.any(String), sessionExpiresAt: expect.any(String), csrfToken },
    ])
    const [before, after] = [decodeJwt(token), decodeJwt(browser.cookie(tokenCookie))]
    expect(after.jti).not.toBe(before.jti)
    expect(after['origin_jti']).toBe(before['origin_jti'])
    expect(browser.cookie(sessionCookie)).toBe(session)
    expect(page.text).not.toContain('eyJ')
    expect(outcome(await ask(browser, csrfToken))).toEqual([200])
  })

  test('goes on with the refresh token that the issuer gave last', async () => {
    world.issuer.rotatesRefreshTokens = true
    for (let count = 1; count <= 3; count += 1) expect(outcome(await refresh())).toEqual([200])
    expect(world.issuer.tokenRequests).toBe(3)
  })

  test('keeps the new refresh token even when the access token beside it can not be verified now', async () => {
    world.issuer.rotatesRefreshTokens = true
    world.issuer.claims = homeClaims(world.tenant, { token_use: 'other' })
    expect(outcome(await refresh())).toEqual([500, 'INTERNAL_SERVER_ERROR'])
    world.issuer.claims = homeClaims(world.tenant)
    expect(outcome(await refresh())).toEqual([200])
  })

  test('without a session is UNAUTHENTICATED', async () => {
    expect(outcome(await world.browser().send('/session/refresh', { method: 'POST' }))).toEqual(unauthenticated)
  })

  test('after the tenant has moved gives a token of the new home', async () => {
    const { csrfToken } = await browser.state()
    await world.directory.change(world.tenant.id, { placement_epoch: 2 })
    world.gateway.advance(11_000)
    world.issuer.claims = homeClaims(world.tenant, { 'dt:te': 2 })
    try {
      expect(outcome(await ask(browser, csrfToken))).toEqual([401, 'TENANT_MOVED'])
      expect(outcome(await refresh())).toEqual([200])
      expect(outcome(await ask(browser, csrfToken))).toEqual([200])
    } finally {
      await world.directory.change(world.tenant.id, { placement_epoch: 1 })
      world.gateway.advance(11_000)
    }
  })

  test('right after a refresh is a refresh again for who holds the latest token', async () => {
    await refresh()
    const token = browser.cookie(tokenCookie)
    await refresh()
    expect(browser.cookie(tokenCookie)).not.toBe(token)
    expect(world.issuer.tokenRequests).toBe(2)
  })
})

describe('tabs that refresh at once', () => {
  test('cost one refresh and get the same token, at one gateway', async () => {
    const tabs = [1, 2, 3, 4, 5].map(() => tabOf(browser))
    const held = world.issuer.hold()
    const pages = tabs.map((tab) => refresh(tab))
    await held.arrived
    held.letGo()
    expect((await Promise.all(pages)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    expect(new Set(tabs.map((tab) => tab.cookie(tokenCookie))).size).toBe(1)
    expect(tabs[0]?.cookie(tokenCookie)).not.toBe(browser.cookie(tokenCookie))
    expect(world.issuer.tokenRequests).toBe(1)
  })

  test('cost one refresh and get the same token, at several gateways', async () => {
    const others = [await world.addGateway(), await world.addGateway()]
    const tabs = [world.gateway, ...others].map((gateway) => tabOf(browser, gateway))
    const held = world.issuer.hold()
    const attempts = (): number => world.written.filter(([key]) => key.endsWith(':lock')).length
    const before = attempts()
    const pages = tabs.map((tab) => refresh(tab))
    await held.arrived
    // Each gateway has asked for the right to refresh, and two of them wait for it.
    await vi.waitFor(() => expect(attempts() - before).toBeGreaterThan(5))
    held.letGo()
    expect((await Promise.all(pages)).map(({ status }) => status)).toEqual([200, 200, 200])
    expect(new Set(tabs.map((tab) => tab.cookie(tokenCookie))).size).toBe(1)
    expect(world.issuer.tokenRequests).toBe(1)
  })

  test('that come late with an older token, or none, get the latest', async () => {
    const [older, bare] = [tabOf(browser), tabOf(browser)]
    await refresh()
    bare.jar.get('https://app.hemisphere.example')?.delete(tokenCookie)
    expect(outcome(await refresh(older))).toEqual([200])
    expect(outcome(await refresh(bare))).toEqual([200])
    expect([older.cookie(tokenCookie), bare.cookie(tokenCookie)]).toEqual([browser.cookie(tokenCookie), browser.cookie(tokenCookie)])
    expect(world.issuer.tokenRequests).toBe(1)
  })
})

describe('the issuer', () => {
  test('that refuses the person ends the session and its cookies', async () => {
    world.issuer.health = 'trigger refuses'
    const { csrfToken = '' } = await browser.state()
    const [token, session] = [browser.cookie(tokenCookie), browser.cookie(sessionCookie)]
    const page = await refresh()
    expect(outcome(page)).toEqual(unauthenticated)
    for (const name of [tokenCookie, sessionCookie]) expect(page.cookies[name]).toMatchObject({ value: '', maxAge: 0 })
    world.issuer.health = 'well'
    browser.setCookie(sessionCookie, session)
    expect(await browser.state()).toEqual({ signedIn: false })
    // The token that is left ends with it.
    expect(outcome(await ask(browser, csrfToken, { authorization: `Bearer ${token}` }))).toEqual(unauthenticated)
  })

  test('that has voided the refresh token ends the session', async () => {
    world.issuer.rotatesRefreshTokens = true
    const [key, sealed] = world.written.findLast(([name]) => /^eu:session:[^:]*$/.test(name)) ?? ['', '']
    await refresh()
    // The session as it was before: its refresh token has been used already.
    await world.store.set(key, sealed, minute)
    world.advance(5 * minute)
    expect(outcome(await refresh())).toEqual(unauthenticated)
    expect(await browser.state()).toEqual({ signedIn: false })
  })

  test.each(['down', 'directory is down'] as const)('that is in trouble (%s) costs no session', async (health) => {
    const { csrfToken } = await browser.state()
    world.issuer.health = health
    const page = await refresh()
    expect([outcome(page), page.headers.get('retry-after')]).toEqual([unavailable, '5'])
    expect([page.cookies[tokenCookie], page.cookies[sessionCookie]]).toEqual([undefined, undefined])
    expect(page.text).not.toMatch(/ECONN|localhost|PreToken|oops/)
    expect(outcome(await ask(browser, csrfToken))).toEqual([200])
    world.issuer.health = 'well'
    expect(outcome(await refresh())).toEqual([200])
  })

  test('that gives a token of another person or tenant ends the session', async () => {
    world.issuer.claims = homeClaims(world.tenant, { sub: 'grace', username: 'grace' })
    expect(outcome(await refresh())).toEqual(unauthenticated)
    world.issuer.claims = homeClaims(world.tenant)
    expect(await browser.state()).toEqual({ signedIn: false })
  })
})

describe('signing out while a refresh is under way', () => {
  test('is certain: the session does not come back, and what the refresh brought is void', async () => {
    const tab = tabOf(browser)
    const held = world.issuer.hold()
    const refreshing = refresh(tab)
    await held.arrived
    expect((await browser.post('/session/sign-out')).status).toBe(200)
    held.letGo()
    const page = await refreshing
    expect(outcome(page)).toEqual(unauthenticated)
    expect(page.cookies[tokenCookie]).toMatchObject({ value: '' })
    expect(await tab.state()).toEqual({ signedIn: false })
  })
})

describe('time-outs', () => {
  test('a session that is not used for an hour ends', async () => {
    world.advance(59 * minute)
    expect((await browser.state()).signedIn).toBe(true)
    world.advance(minute)
    expect(outcome(await refresh())).toEqual(unauthenticated)
    expect(world.issuer.tokenRequests).toBe(0)
  })

  test('a session that is used ends after twelve hours', async () => {
    for (let count = 0; count < 15; count += 1) {
      world.advance(47 * minute)
      expect(outcome(await refresh())).toEqual([200])
    }
    const { sessionExpiresAt = '' } = await browser.state()
    expect(Date.parse(sessionExpiresAt) - world.gateway.now()).toBeLessThanOrEqual(15 * minute)
    world.advance(15 * minute)
    expect(outcome(await refresh())).toEqual(unauthenticated)
  })

  test('no cookie outlives the session', async () => {
    for (let count = 0; count < 15; count += 1) {
      world.advance(47 * minute)
      expect(outcome(await refresh())).toEqual([200])
    }
    world.advance(13 * minute)
    const { cookies } = await refresh()
    for (const name of [tokenCookie, sessionCookie]) expect(cookies[name]?.maxAge).toBeLessThanOrEqual(120)
    expect(cookies[tokenCookie]?.maxAge).toBeGreaterThan(60)
  })
})
