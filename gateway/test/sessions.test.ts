import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Browser } from './browser.ts'
import {
  ask,
  homeClaims,
  outcome,
  publicOrigin,
  sessionCookie,
  signInCookie,
  startSessionWorld,
  tokenCookie,
  type SessionWorld,
} from './session-world.ts'

let world: SessionWorld
let browser: Browser

beforeAll(async () => {
  world = await startSessionWorld()
})

beforeEach(() => {
  world.issuer.claims = homeClaims(world.tenant)
  world.issuer.revoked.length = 0
  browser = world.browser()
})

afterAll(() => world[Symbol.asyncDispose]())

const forbidden = [403, 'FORBIDDEN']
const unauthenticated = [401, 'UNAUTHENTICATED']

describe('a person who signs in', () => {
  test('comes back to the page that was asked for, with cookies that no script and no other site can use', async () => {
    const page = await browser.signIn('company=nordhem&return=%2Fproducts%3Fpage%3D2')
    expect([page.status, page.headers.get('location'), page.text]).toEqual([303, `${publicOrigin}/products?page=2`, ''])
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    const { [sessionCookie]: session, [tokenCookie]: token, [signInCookie]: signIn } = page.cookies
    const strict = { path: '/', httpOnly: true, secure: true, sameSite: 'strict', maxAge: expect.any(Number) }
    expect(session).toEqual({ ...strict, name: sessionCookie, value: expect.stringMatching(/^eu\.[\w-]{43}$/) })
    expect(token).toEqual({ ...strict, name: tokenCookie, value: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/) })
    expect(signIn).toMatchObject({ value: '', maxAge: 0 })
    // As long as the token, and as the session without use.
    expect(Math.abs((token?.maxAge ?? 0) - 298)).toBeLessThanOrEqual(2)
    expect(Math.abs((session?.maxAge ?? 0) - 3_598)).toBeLessThanOrEqual(2)
  })

  test('is sent to the issuer with PKCE, state and nonce of its own, and the company', async () => {
    const begun = await browser.send('/session/sign-in?company=nordhem')
    const again = await browser.send('/session/sign-in?company=nordhem')
    const [one, other] = [begun, again].map(({ headers }) => new URL(headers.get('location') ?? ''))
    expect(begun.status).toBe(303)
    expect(Object.fromEntries(one?.searchParams ?? [])).toEqual({
      response_type: 'code',
      client_id: 'web-app',
      redirect_uri: `${publicOrigin}/session/callback`,
      scope: 'openid hemisphere/graph',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
      company: 'nordhem',
      prompt: 'login',
    })
    for (const name of ['state', 'nonce', 'code_challenge']) expect(one?.searchParams.get(name)).not.toBe(other?.searchParams.get(name))
    const cookie = begun.cookies[signInCookie]
    expect(cookie).toMatchObject({ path: '/', httpOnly: true, secure: true, sameSite: 'lax', maxAge: 600 })
    expect(cookie?.value).toMatch(/^eu\.[\w-]{43}$/)
  })

  test('can ask the graph by cookie', async () => {
    await browser.signIn()
    const { csrfToken } = await browser.state()
    const page = await ask(browser, csrfToken)
    expect([page.status, JSON.parse(page.text).data]).toEqual([200, { viewer: { id: 'user_1' } }])
    expect(world.gateway.subgraphs.callers.at(-1)).toMatchObject({ tenant: world.tenant.id })
  })

  test('gets a new session id, and the earlier session of the browser ends', async () => {
    const first = await browser.signIn()
    const before = browser.cookie(sessionCookie)
    const earlier = world.browser()
    earlier.setCookie(sessionCookie, before)
    expect((await earlier.state()).signedIn).toBe(true)
    const second = await browser.signIn()
    expect(second.cookies[sessionCookie]?.value).not.toBe(first.cookies[sessionCookie]?.value)
    expect(await earlier.state()).toEqual({ signedIn: false })
    expect((await browser.state()).signedIn).toBe(true)
    expect(world.issuer.revoked).toHaveLength(1)
  })
})

describe('the session as a page sees it', () => {
  test('says until when it lasts and gives the token against forged requests, and nothing of the person', async () => {
    await browser.signIn()
    const { status, text, headers } = await browser.send('/session')
    const state = JSON.parse(text)
    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect(Object.keys(state).sort()).toEqual(['csrfToken', 'expiresAt', 'sessionExpiresAt', 'signedIn'])
    expect(Date.parse(state.expiresAt) - Date.now()).toBeLessThanOrEqual(300_000)
    expect(Date.parse(state.expiresAt) - Date.now()).toBeGreaterThan(290_000)
    expect(Date.parse(state.sessionExpiresAt) - Date.now()).toBeGreaterThan(3_590_000)
    expect(text).not.toMatch(/ada|eyJ|eu\./)
  })

  test('is none without its cookie, or with one that was never given or was changed', async () => {
    expect(await browser.state()).toEqual({ signedIn: false })
    await browser.signIn()
    const id = browser.cookie(sessionCookie)
    for (const value of [`eu.${'A'.repeat(43)}`, `${id}A`, id.slice(0, -1), id.toUpperCase(), `EU.${id.slice(3)}`, 'eu.', '%', '']) {
      const other = world.browser()
      other.setCookie(sessionCookie, value)
      expect(await other.state()).toEqual({ signedIn: false })
    }
  })

  test('is refused to a page of another origin', async () => {
    await browser.signIn()
    const page = await browser.send('/session', { headers: { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' } })
    expect(outcome(page)).toEqual(forbidden)
  })
})

describe('a request by cookie', () => {
  const attacks: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ['without x-csrf-token', {}],
    ['with an empty one', { 'x-csrf-token': '' }],
    ['with a guessed one', { 'x-csrf-token': 'A'.repeat(43) }],
    ['with the session id instead', { 'x-csrf-token': 'SESSION' }],
    ['from another origin', { 'x-csrf-token': 'RIGHT', origin: 'https://evil.example' }],
    ['from an opaque origin', { 'x-csrf-token': 'RIGHT', origin: 'null' }],
    ['from another site', { 'x-csrf-token': 'RIGHT', 'sec-fetch-site': 'cross-site' }],
    ['from a sibling host', { 'x-csrf-token': 'RIGHT', 'sec-fetch-site': 'same-site' }],
  ]

  test.each(attacks)('%s is FORBIDDEN at every POST and reaches no subgraph', async (_case, headers) => {
    await browser.signIn()
    const { csrfToken = '' } = await browser.state()
    const filled = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        value.replace('RIGHT', csrfToken).replace('SESSION', browser.cookie(sessionCookie)),
      ]),
    )
    const calls = world.gateway.subgraphs.callers.length
    const requests = world.issuer.tokenRequests
    expect(outcome(await ask(browser, undefined, filled))).toEqual(forbidden)
    for (const path of ['/session/refresh', '/session/sign-out', '/session/sign-out-everywhere']) {
      expect(outcome(await browser.send(path, { method: 'POST', headers: filled }))).toEqual(forbidden)
    }
    expect([world.gateway.subgraphs.callers.length, world.issuer.tokenRequests]).toEqual([calls, requests])
    expect(outcome(await ask(browser, csrfToken, { origin: publicOrigin, 'sec-fetch-site': 'same-origin' }))).toEqual([200])
  })

  test('with the x-csrf-token of another session is FORBIDDEN', async () => {
    const other = world.browser()
    await Promise.all([browser.signIn(), other.signIn()])
    expect(outcome(await ask(browser, (await other.state()).csrfToken))).toEqual(forbidden)
  })

  test('with a token but no session is FORBIDDEN, with a session but no token UNAUTHENTICATED', async () => {
    await browser.signIn()
    const { csrfToken } = await browser.state()
    const token = browser.cookie(tokenCookie)
    const session = browser.cookie(sessionCookie)
    const [half, otherHalf] = [world.browser(), world.browser()]
    half.setCookie(tokenCookie, token)
    otherHalf.setCookie(sessionCookie, session)
    expect(outcome(await ask(half, csrfToken))).toEqual(forbidden)
    expect(outcome(await ask(otherHalf, csrfToken))).toEqual(unauthenticated)
  })

  test('with a changed token is UNAUTHENTICATED, as one with Authorization would be', async () => {
    await browser.signIn()
    const { csrfToken } = await browser.state()
    const token = browser.cookie(tokenCookie)
    const [head = '', body = '', signature = ''] = token.split('.')
    for (const value of [`${head}.${body}.${signature.slice(0, -4)}AAAA`, `${head}.${body}.`, 'x', 'x'.repeat(5_000)]) {
      browser.setCookie(tokenCookie, value)
      expect(outcome(await ask(browser, csrfToken))).toEqual(unauthenticated)
    }
  })

  test('and with Authorization is judged by that alone', async () => {
    await browser.signIn()
    const token = browser.cookie(tokenCookie)
    expect(outcome(await ask(browser, undefined, { authorization: `Bearer ${token}` }))).toEqual([200])
    const { csrfToken } = await browser.state()
    expect(outcome(await ask(browser, csrfToken, { authorization: 'Basic YTpi' }))).toEqual(unauthenticated)
  })

  test('is refused as a GET', async () => {
    await browser.signIn()
    const { csrfToken = '' } = await browser.state()
    const page = await browser.send('/graphql?query=%7Bviewer%7Bid%7D%7D', { headers: { 'x-csrf-token': csrfToken } })
    expect([page.status, page.headers.get('allow')]).toEqual([405, 'POST'])
  })
})

describe('signing out', () => {
  test('ends the session, its cookies, its access token at once, and its refresh token at the issuer', async () => {
    await browser.signIn()
    const { csrfToken } = await browser.state()
    const [token, session] = [browser.cookie(tokenCookie), browser.cookie(sessionCookie)]
    expect(outcome(await ask(browser, csrfToken))).toEqual([200])
    const page = await browser.post('/session/sign-out')
    expect([page.status, page.text]).toEqual([200, '{"signedIn":false}'])
    for (const name of [tokenCookie, sessionCookie])
      expect(page.cookies[name]).toMatchObject({ value: '', maxAge: 0, path: '/', secure: true })
    expect(world.issuer.revoked).toHaveLength(1)

    const thief = world.browser()
    thief.setCookie(tokenCookie, token)
    thief.setCookie(sessionCookie, session)
    expect(await thief.state()).toEqual({ signedIn: false })
    thief.setCookie(sessionCookie, session)
    expect(outcome(await ask(thief, csrfToken))).toEqual(unauthenticated)
    expect(outcome(await ask(thief, undefined, { authorization: `Bearer ${token}` }))).toEqual(unauthenticated)
    expect(outcome(await thief.send('/session/refresh', { method: 'POST', headers: { 'x-csrf-token': csrfToken ?? '' } }))).toEqual(
      unauthenticated,
    )
  })

  test('is seen by another gateway within five seconds', async () => {
    const other = await world.addGateway()
    await browser.signIn()
    const { csrfToken } = await browser.state()
    const atOther = world.browser(other)
    for (const name of [tokenCookie, sessionCookie]) atOther.setCookie(name, browser.cookie(name))
    expect(outcome(await ask(atOther, csrfToken))).toEqual([200])
    await browser.post('/session/sign-out')
    other.advance(5_000)
    expect(outcome(await ask(atOther, csrfToken))).toEqual(unauthenticated)
  })

  test('leaves other browsers of the person and other people signed in', async () => {
    const other = world.browser()
    await Promise.all([browser.signIn(), other.signIn()])
    await browser.post('/session/sign-out')
    expect(outcome(await ask(other, (await other.state()).csrfToken))).toEqual([200])
  })

  test('twice, or after the session has ended, is no fault', async () => {
    await browser.signIn()
    const { csrfToken = '' } = await browser.state()
    const session = browser.cookie(sessionCookie)
    await browser.post('/session/sign-out')
    browser.setCookie(sessionCookie, session)
    expect((await browser.send('/session/sign-out', { method: 'POST', headers: { 'x-csrf-token': csrfToken } })).status).toBe(200)
  })

  test('refuses the token of the browser also when its session was lost before', async () => {
    await browser.signIn()
    const { csrfToken = '' } = await browser.state()
    const token = browser.cookie(tokenCookie)
    const sessionKey = world.written.findLast(([key]) => key.startsWith('eu:session:'))?.[0]
    await world.store.take(sessionKey ?? '')
    expect((await browser.send('/session/sign-out', { method: 'POST', headers: { 'x-csrf-token': csrfToken } })).status).toBe(200)
    expect(outcome(await ask(browser, undefined, { authorization: `Bearer ${token}` }))).toEqual(unauthenticated)
  })

  test('everywhere ends all sessions of the person and nobody else’s', async () => {
    const [phone, colleague] = [world.browser(), world.browser()]
    await browser.signIn()
    await phone.signIn()
    const phoneState = await phone.state()
    expect(outcome(await ask(phone, phoneState.csrfToken))).toEqual([200])
    world.issuer.person = 'grace'
    await colleague.signIn()
    world.issuer.person = 'ada'

    expect((await browser.post('/session/sign-out-everywhere')).text).toBe('{"signedIn":false}')
    expect(outcome(await ask(phone, phoneState.csrfToken))).toEqual(unauthenticated)
    expect(await phone.state()).toEqual({ signedIn: false })
    expect(outcome(await ask(colleague, (await colleague.state()).csrfToken))).toEqual([200])
    expect(world.issuer.revoked.length).toBeGreaterThanOrEqual(2)
  })

  test('everywhere without a session is UNAUTHENTICATED', async () => {
    expect(outcome(await browser.send('/session/sign-out-everywhere', { method: 'POST' }))).toEqual(unauthenticated)
  })

  test('holds while the issuer is down', async () => {
    await browser.signIn()
    const { csrfToken } = await browser.state()
    const token = browser.cookie(tokenCookie)
    world.issuer.health = 'down'
    try {
      expect((await browser.post('/session/sign-out')).status).toBe(200)
      expect(outcome(await ask(browser, csrfToken, { authorization: `Bearer ${token}` }))).toEqual(unauthenticated)
    } finally {
      world.issuer.health = 'well'
    }
  })
})

describe('the routes', () => {
  test.each([
    ['/session', 'POST', 'GET'],
    ['/session/sign-in?company=nordhem', 'POST', 'GET'],
    ['/session/callback', 'HEAD', 'GET'],
    ['/session/refresh', 'GET', 'POST'],
    ['/session/sign-out', 'GET', 'POST'],
    ['/session/sign-out-everywhere', 'PUT', 'POST'],
  ])('%s refuses %s', async (path, method, allowed) => {
    const page = await browser.send(path, { method })
    expect([page.status, page.headers.get('allow')]).toEqual([405, allowed])
  })

  test.each(['/session', '/session/sign-in?company=nordhem', '/session/callback?state=a&code=b'])(
    '%s is FORBIDDEN without the edge',
    async (path) => {
      const page = await browser.send(path, { headers: { 'x-origin-verify': 'guess' } })
      expect(outcome(page)).toEqual(forbidden)
    },
  )

  test('a body of more than 1 KiB is refused', async () => {
    await browser.signIn()
    const body = JSON.stringify({ padding: 'x'.repeat(2_000) })
    const page = await browser.post('/session/refresh', { headers: { 'content-type': 'application/json' }, body })
    expect(outcome(page)).toEqual([413, 'BAD_USER_INPUT'])
    expect((await browser.state()).signedIn).toBe(true)
  })

  test('a session cookie of another zone is a RESIDENCY_VIOLATION everywhere', async () => {
    await browser.signIn()
    const { csrfToken } = await browser.state()
    browser.setCookie(sessionCookie, browser.cookie(sessionCookie).replace('eu.', 'us.'))
    const violation = [403, 'RESIDENCY_VIOLATION']
    expect(outcome(await ask(browser, csrfToken))).toEqual(violation)
    expect(outcome(await browser.send('/session'))).toEqual(violation)
    const headers = { 'x-csrf-token': csrfToken ?? '' }
    expect(outcome(await browser.send('/session/refresh', { method: 'POST', headers }))).toEqual(violation)
    expect(outcome(await browser.send('/session/sign-out', { method: 'POST', headers }))).toEqual(violation)
  })
})
