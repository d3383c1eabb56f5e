import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Browser, Page } from './browser.ts'
import {
  homeClaims,
  minute,
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
  Object.assign(world.issuer, { person: 'ada', claims: homeClaims(world.tenant), health: 'well', tokenRequests: 0 })
  world.issuer.revoked.length = 0
  browser = world.browser()
})

afterAll(() => world[Symbol.asyncDispose]())

/** Begins a sign-in and goes through the issuer; gives the address at which it would come back. */
async function goThroughIssuer(who: Browser, query = 'company=nordhem'): Promise<URL> {
  const begun = await who.send(`/session/sign-in?${query}`)
  return new URL((await who.follow(begun.headers.get('location') ?? '')).address)
}

/** Holds that an answer is a page that a person can read, without a session, and gives its status and what it says. */
function faultOf(page: Page): readonly [status: number, text: string] {
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(page.headers.get('cache-control')).toBe('no-store')
  expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; .*frame-ancestors 'none'$/)
  expect(page.headers.get('referrer-policy')).toBe('no-referrer')
  expect([page.cookies[sessionCookie], page.cookies[tokenCookie]]).toEqual([undefined, undefined])
  return [page.status, /<p role="alert">([^<]*)<\/p>/.exec(page.text)?.[1] ?? '']
}

const ended = [400, expect.stringContaining('was begun in another browser')]
const malformed = [400, expect.stringContaining('is not complete')]
const unavailable = [503, expect.stringContaining('not possible at the moment')]

describe('the way to the issuer', () => {
  test.each([
    ['', 'without a company'],
    ['company=', 'with an empty one'],
    ['company=Nordhem%3Cscript%3E', 'with one that is no slug'],
    ['company=nordhem&company=maison-lune', 'with two'],
    [`company=${'a'.repeat(64)}`, 'with one that is too long'],
  ])('with the query %j, %s, ends with a page that says so', async (query) => {
    const page = await browser.send(`/session/sign-in?${query}`)
    expect(faultOf(page)).toEqual(malformed)
    expect(page.text).not.toContain('script')
  })

  test.each([
    'https%3A%2F%2Fevil.example',
    '%2F%2Fevil.example',
    '%2F%5Cevil.example',
    '%2F%09%2Fevil.example',
    '%2Fsession%2Fcallback',
    `%2F${'a'.repeat(3_000)}`,
  ])('with the return %s leads to the start page', async (wanted) => {
    expect((await browser.signIn(`company=nordhem&return=${wanted}`)).headers.get('location')).toBe(`${publicOrigin}/`)
  })

  test('with two returns leads nowhere', async () => {
    expect(faultOf(await browser.send('/session/sign-in?company=nordhem&return=%2Fa&return=%2Fb'))).toEqual(malformed)
  })
})

describe('the way back', () => {
  test('of a sign-in that another browser began leads nowhere, and the code is not used', async () => {
    const attacker = world.browser()
    const address = await goThroughIssuer(attacker)
    expect(faultOf(await browser.arrive(address.href))).toEqual(ended)
    await browser.send('/session/sign-in?company=nordhem')
    expect(faultOf(await browser.arrive(address.href))).toEqual(ended)
    expect(world.issuer.tokenRequests).toBe(0)
    // A foreign link does not spoil what was begun here.
    expect((await attacker.arrive(address.href)).status).toBe(303)
  })

  test('a second time leads nowhere', async () => {
    const address = await goThroughIssuer(browser)
    const cookie = browser.cookie(signInCookie)
    const session = (await browser.arrive(address.href)).cookies[sessionCookie]?.value ?? ''
    browser.jar.get(publicOrigin)?.set(signInCookie, { name: signInCookie, value: cookie, sameSite: 'lax' })
    expect(faultOf(await browser.arrive(address.href))).toEqual(ended)
    expect(world.issuer.tokenRequests).toBe(1)
    browser.setCookie(sessionCookie, session)
    expect((await browser.state()).signedIn).toBe(true)
  })

  test('many times at once begins one session', async () => {
    const address = await goThroughIssuer(browser)
    const pages = await Promise.all([1, 2, 3, 4].map(() => browser.arrive(address.href)))
    expect(pages.filter(({ status }) => status === 303)).toHaveLength(1)
    expect(pages.filter(({ status }) => status === 400)).toHaveLength(3)
    expect(world.issuer.tokenRequests).toBe(1)
  })

  test('after ten minutes leads nowhere', async () => {
    await using own = await startSessionWorld()
    const late = own.browser()
    const begun = await late.send('/session/sign-in?company=nordhem')
    const { address } = await late.follow(begun.headers.get('location') ?? '')
    own.advance(10 * minute)
    expect(faultOf(await late.arrive(address))).toEqual(ended)
    expect(own.issuer.tokenRequests).toBe(0)
  })

  test.each([
    ['another state', { state: 'A'.repeat(43) }, ended],
    ['no state', { state: undefined }, malformed],
    ['a state that is too long', { state: 'A'.repeat(200) }, malformed],
    ['another issuer', { iss: 'https://issuer.us.example' }, ended],
    ['no issuer, though this one always names itself', { iss: undefined }, ended],
    ['no code', { code: undefined }, malformed],
    ['a code that is too long', { code: 'A'.repeat(3_000) }, malformed],
    ['a code with control characters', { code: 'a\r\nb' }, malformed],
    ['a code that the issuer never gave', { code: 'A'.repeat(43) }, [403, expect.stringContaining('could not be signed in')]],
  ] as const)('with %s leads nowhere', async (_case, changes, fault) => {
    const address = await goThroughIssuer(browser)
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined) address.searchParams.delete(name)
      else address.searchParams.set(name, value)
    }
    expect(faultOf(await browser.arrive(address.href))).toEqual(fault)
    expect(await browser.state()).toEqual({ signedIn: false })
  })

  test('with a parameter twice leads nowhere', async () => {
    const address = await goThroughIssuer(browser)
    expect(faultOf(await browser.arrive(`${address.href}&code=other`))).toEqual(malformed)
  })

  test('with a changed sign-in cookie, or one of another zone, leads nowhere', async () => {
    const address = await goThroughIssuer(browser)
    const cookie = browser.cookie(signInCookie)
    const jar = browser.jar.get(publicOrigin)
    // Not at its end, where some bits of the text carry nothing.
    const changed = cookie.slice(0, -9) + (cookie.at(-9) === 'A' ? 'B' : 'A') + cookie.slice(-8)
    jar?.set(signInCookie, { name: signInCookie, value: changed, sameSite: 'lax' })
    expect(faultOf(await browser.arrive(address.href))).toEqual(ended)
    jar?.set(signInCookie, { name: signInCookie, value: cookie.replace('eu.', 'us.'), sameSite: 'lax' })
    expect(faultOf(await browser.arrive(address.href))).toEqual([403, expect.stringContaining('are kept elsewhere')])
  })

  test('of a browser that is signed in in another zone begins a session here', async () => {
    browser.setCookie(sessionCookie, `us.${'A'.repeat(43)}`)
    expect((await browser.signIn()).status).toBe(303)
    expect((await browser.state()).signedIn).toBe(true)
  })

  test('of a person who turned back says so', async () => {
    world.issuer.person = undefined
    const page = await browser.signIn()
    expect(faultOf(page)).toEqual([403, expect.stringContaining('was not finished')])
    expect(page.text).not.toContain('access_denied')
  })

  test('with an error of the issuer says so and repeats none of its words', async () => {
    const address = await goThroughIssuer(browser)
    address.searchParams.delete('code')
    address.searchParams.set('error', 'server_error')
    address.searchParams.set('error_description', '<script>alert(1)</script>')
    const page = await browser.arrive(address.href)
    expect(faultOf(page)).toEqual([403, expect.stringContaining('could not be signed in')])
    expect(page.text).not.toMatch(/script|server_error/)
  })
})

describe('an issuer', () => {
  test('that refuses the person, as a disabled one, ends the sign-in with a page that says so', async () => {
    world.issuer.health = 'trigger refuses'
    expect(faultOf(await browser.signIn())).toEqual([403, expect.stringContaining('whether your account is active')])
  })

  test('whose directory is down does not refuse the person', async () => {
    world.issuer.health = 'directory is down'
    const page = await browser.signIn()
    expect([faultOf(page), page.headers.get('retry-after')]).toEqual([unavailable, '5'])
  })

  test('that is down leads to a page that says so, before and after the sign-in there', async () => {
    await using own = await startSessionWorld()
    own.issuer.health = 'down'
    expect(faultOf(await own.browser().send('/session/sign-in?company=nordhem'))).toEqual(unavailable)
    const address = await goThroughIssuer(browser)
    world.issuer.health = 'down'
    expect(faultOf(await browser.arrive(address.href))).toEqual(unavailable)
  })

  test.each([
    ['of another zone', { 'dt:z': 'us' }, 403],
    ['without a tenant', { 'dt:t': undefined }, 500],
    ['of another person than its ID token', { sub: 'grace', username: 'grace' }, 500],
    ['that is an ID token', { token_use: 'id' }, 500],
    ['of another issuer', { iss: 'https://issuer.us.example' }, 500],
  ])('that gives an access token %s signs nobody in, and its refresh token is given back', async (_case, changes, status) => {
    world.issuer.claims = homeClaims(world.tenant, changes)
    expect(faultOf(await browser.signIn())[0]).toBe(status)
    expect(world.issuer.revoked).toHaveLength(1)
    expect(await browser.state()).toEqual({ signedIn: false })
  })
})
