import { beforeAll, describe, expect, inject, test } from 'vitest'
import {
  atEdge,
  atGatewayOf,
  atSubgraphsOf,
  attack,
  forbidden,
  unauthenticated,
  violation,
  whoAmI,
  type Attack,
  type Outcome,
} from './support/attack.ts'
import { openBrowser, sessionCookie, signInCookie, tokenCookie, type EdgeBrowser } from './support/edge-browser.ts'
import type { RawAnswer } from './support/send-raw.ts'
import { reachedBy } from './support/trace.ts'

const email = 'planner@nordhem.example'
let browser: EdgeBrowser
let other: EdgeBrowser
let csrfToken: string

beforeAll(async () => {
  browser = openBrowser()
  other = openBrowser()
  await browser.signIn('company=nordhem', email)
  await other.signIn('company=nordhem', 'viewer@nordhem.example')
  csrfToken = (await browser.state()).csrfToken ?? ''
})

/** What the browser sends along, whoever's page asks. */
const cookies = (change: Readonly<Record<string, string>> = {}): string =>
  `cookie: ${Object.entries({ [tokenCookie]: browser.cookie(tokenCookie), [sessionCookie]: browser.cookie(sessionCookie), ...change })
    .map(([name, value]) => `${name}=${value}`)
    .join('; ')}`

const outcome = async ({ status, code, requestId }: RawAnswer): Promise<Outcome> => ({ status, code, reached: await reachedBy(requestId) })

describe('cookies that a browser sends along', () => {
  test('are as good as a token to a page of ours', async () => {
    const headers = [cookies(), `x-csrf-token: ${csrfToken}`, `origin: ${inject('world').edgeUrl}`]
    expect(await attack({ headers })).toEqual({ status: 200, code: undefined, ...atSubgraphsOf('eu-west-1') })
  })

  test.each<[string, () => readonly string[]]>([
    ['without x-csrf-token', () => []],
    ['with an empty x-csrf-token', () => ['x-csrf-token: ']],
    ['with a made up x-csrf-token', () => [`x-csrf-token: ${'A'.repeat(43)}`]],
    ['from a page of another origin', () => [`x-csrf-token: ${csrfToken}`, 'origin: https://evil.example']],
    ['from a page of no origin', () => [`x-csrf-token: ${csrfToken}`, 'origin: null']],
    ['from a page of another port', () => [`x-csrf-token: ${csrfToken}`, 'origin: http://localhost:1']],
    ['from another site', () => [`x-csrf-token: ${csrfToken}`, 'sec-fetch-site: cross-site']],
    ['as a form of another site', () => ['content-type: text/plain', 'origin: https://evil.example']],
  ])('are FORBIDDEN %s', async (_case, headers) => {
    expect(await attack({ headers: [cookies(), ...headers()] })).toEqual({ ...forbidden, ...atGatewayOf('eu-west-1') })
  })

  test("are FORBIDDEN with another session's x-csrf-token", async () => {
    const headers = [cookies(), `x-csrf-token: ${(await other.state()).csrfToken}`]
    expect(await attack({ headers })).toEqual({ ...forbidden, ...atGatewayOf('eu-west-1') })
  })

  test.each<[string, () => Attack, object]>([
    [
      'with two x-csrf-token',
      () => ({ headers: [cookies(), `x-csrf-token: ${csrfToken}`, 'x-csrf-token: b'] }),
      { status: 400, code: 'BAD_USER_INPUT', ...atEdge },
    ],
    [
      'by GET',
      () => ({ method: 'GET', target: '/graphql?query=%7Bviewer%7Bid%7D%7D', headers: [cookies(), `x-csrf-token: ${csrfToken}`] }),
      { status: 405, code: 'BAD_USER_INPUT', ...atGatewayOf('eu-west-1') },
    ],
    [
      'with a session of the other zone',
      () => ({ headers: [cookies({ [sessionCookie]: `us.${'A'.repeat(43)}` }), `x-csrf-token: ${csrfToken}`] }),
      { ...violation, ...atGatewayOf('eu-west-1') },
    ],
    [
      'with a malformed session',
      () => ({ headers: [cookies({ [sessionCookie]: 'eu.short' }), `x-csrf-token: ${csrfToken}`] }),
      { ...forbidden, ...atGatewayOf('eu-west-1') },
    ],
  ])('are refused %s', async (_case, request, expected) => {
    expect(await attack(request())).toEqual(expected)
  })

  test.each(['/session/refresh', '/session/sign-out', '/session/sign-out-everywhere'])(
    'change nothing at %s without x-csrf-token',
    async (target) => {
      for (const headers of [[], ['x-csrf-token: a'], [`x-csrf-token: ${csrfToken}`, 'origin: https://evil.example']])
        expect(await attack({ target, headers: [cookies(), ...headers] })).toEqual({ ...forbidden, ...atGatewayOf('eu-west-1') })
      expect((await browser.state()).signedIn).toBe(true)
    },
  )

  test('show nothing of the session to another site', async () => {
    const request = { method: 'GET', target: '/session', headers: [cookies(), 'origin: https://evil.example'] }
    expect(await attack(request)).toEqual({ ...forbidden, ...atGatewayOf('eu-west-1') })
  })
})

describe('a session id', () => {
  const ask = (value: string): Attack => ({ method: 'GET', target: '/session', headers: [`cookie: ${sessionCookie}=${value}`] })

  test.each(['ap', '__proto__', 'constructor', 'EU', ''])('of the zone "%s" ends at the edge', async (zone) => {
    expect(await attack(ask(`${zone}.${'A'.repeat(43)}`))).toEqual({ ...unauthenticated, ...atEdge })
  })

  test('of the other zone opens nothing there', async () => {
    const stranger = openBrowser()
    stranger.setCookie(sessionCookie, (browser.cookie(sessionCookie) ?? '').replace(/^eu/, 'us'))
    const answer = await stranger.send('/session')
    expect([answer.status, JSON.parse(answer.text), await reachedBy(answer.requestId)]).toEqual([
      200,
      { signedIn: false },
      'the gateway of us-east-1',
    ])
  })

  test('that was planted before the sign-in is not the one after, and no session', async () => {
    const victim = openBrowser()
    const planted = `eu.${'A'.repeat(43)}`
    victim.setCookie(sessionCookie, planted)
    await victim.signIn('company=nordhem', email)
    expect(victim.cookie(sessionCookie)).not.toBe(planted)
    const attacker = openBrowser()
    attacker.setCookie(sessionCookie, planted)
    expect(await attacker.state()).toEqual({ signedIn: false })
  })

  test("that is an attacker's own, planted, does not become the victim's", async () => {
    const attacker = openBrowser()
    await attacker.signIn('company=nordhem', 'viewer@nordhem.example')
    const victim = openBrowser()
    victim.setCookie(sessionCookie, attacker.cookie(sessionCookie) ?? '')
    await victim.signIn('company=nordhem', email)
    expect(victim.cookie(sessionCookie)).not.toBe(attacker.cookie(sessionCookie))
    expect(await attacker.state()).toEqual({ signedIn: false })
  })
})

describe("an attacker's way back from the issuer", () => {
  const setsSession = ({ headers }: RawAnswer): boolean => String(headers['set-cookie'] ?? '').includes(`${sessionCookie}=eu`)

  test('leads nowhere in a browser that began no sign-in', async () => {
    const { pathname, search } = await openBrowser().goToIssuer('company=nordhem', email)
    const victim = openBrowser()
    expect(await outcome(await victim.send(`${pathname}${search}`))).toEqual({ ...unauthenticated, ...atEdge })
    expect(victim.cookie(sessionCookie)).toBeUndefined()
  })

  test('leads nowhere in a browser that began one of its own, which goes on', async () => {
    const theirs = await openBrowser().goToIssuer('company=nordhem', 'viewer@nordhem.example')
    const victim = openBrowser()
    const own = await victim.goToIssuer('company=nordhem', email)
    const answer = await victim.send(`${theirs.pathname}${theirs.search}`)
    expect({ status: answer.status, reached: await reachedBy(answer.requestId), sets: setsSession(answer) }).toEqual({
      status: 400,
      ...atGatewayOf('eu-west-1'),
      sets: false,
    })
    expect((await victim.send(`${own.pathname}${own.search}`)).status).toBe(303)
    expect((await victim.state()).signedIn).toBe(true)
  })

  test('leads nowhere a second time', async () => {
    const person = openBrowser()
    const { pathname, search } = await person.goToIssuer('company=nordhem', email)
    const cookie = person.cookie(signInCookie) ?? ''
    expect((await person.send(`${pathname}${search}`)).status).toBe(303)
    const thief = openBrowser()
    thief.setCookie(signInCookie, cookie)
    const again = await thief.send(`${pathname}${search}`)
    expect([again.status, setsSession(again)]).toEqual([400, false])
  })

  test('leads nowhere in the other zone', async () => {
    const person = openBrowser()
    const { pathname, search } = await person.goToIssuer('company=nordhem', email)
    person.setCookie(signInCookie, (person.cookie(signInCookie) ?? '').replace(/^eu/, 'us'))
    const answer = await person.send(`${pathname}${search}`)
    expect([answer.status, setsSession(answer), await reachedBy(answer.requestId)]).toEqual([400, false, 'the gateway of us-east-1'])
  })
})

describe('a sign-in', () => {
  test.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    '/%5cevil.example/..//evil.example',
    '/session/sign-out',
    'javascript:alert(1)',
  ])('never leads to %s', async (wanted) => {
    const answer = await openBrowser().signIn(`company=nordhem&return=${encodeURIComponent(wanted)}`, email)
    expect(answer.status).toBe(303)
    const arrived = new URL(String(answer.headers['location']))
    expect(arrived.origin).toBe(inject('world').edgeUrl)
    expect(arrived.pathname).not.toMatch(/^\/session/)
  })

  test.each<[string, string, object]>([
    ['of no company', '', { status: 400, code: 'BAD_USER_INPUT' }],
    ['of a company that is none', 'company=nobody', { status: 404, code: 'NOT_FOUND' }],
    ['of two companies', 'company=nordhem&company=harbor-thread', { status: 400, code: 'BAD_USER_INPUT' }],
    ['of what every object has', 'company=constructor', { status: 404, code: 'NOT_FOUND' }],
  ])('%s ends at the edge', async (_case, query, expected) => {
    expect(await attack({ method: 'GET', target: `/session/sign-in?${query}` })).toEqual({ ...expected, ...atEdge })
  })

  test('of a person of the other zone finds nobody', async () => {
    await expect(openBrowser().signIn('company=nordhem', 'planner@harbor-thread.example')).rejects.toThrow('e-mail address or the password')
  })
})

test('a session straight at a gateway is refused, which does not hear the edge', async () => {
  const request = { url: inject('world').gateways['eu-west-1'] ?? '', query: whoAmI, headers: [cookies(), `x-csrf-token: ${csrfToken}`] }
  expect(await attack(request)).toEqual({ ...forbidden, ...atGatewayOf('eu-west-1') })
  expect(await attack({ ...request, method: 'GET', target: '/session' })).toEqual({ ...forbidden, ...atGatewayOf('eu-west-1') })
})
