import { randomBytes } from 'node:crypto'
import { inspect } from 'node:util'
import { createLogger } from '@hemisphere/kit/log.ts'
import { expect, test, vi } from 'vitest'
import type { Browser } from './browser.ts'
import { ask, minute, outcome, sessionCookie, startSessionWorld, tokenCookie, type SessionWorld } from './session-world.ts'

const unauthenticated = [401, 'UNAUTHENTICATED']
const unavailable = [503, 'REGION_UNAVAILABLE']

async function signedIn(world: SessionWorld): Promise<Browser> {
  const browser = world.browser()
  expect((await browser.signIn()).status).toBe(303)
  return browser
}

/** The session as the store holds it. */
function storedSession(world: SessionWorld): readonly [key: string, sealed: string] {
  return world.written.findLast(([key]) => /^eu:session:[^:]*$/.test(key)) ?? ['', '']
}

function spiedLog() {
  const log = createLogger({ service: 'gateway', region: 'eu-west-1', level: 'silent' })
  const lines = (['info', 'warn', 'error'] as const).map((level) => vi.spyOn(log, level))
  return { log, lines: () => lines.flatMap(({ mock }) => mock.calls) }
}

test('a session survives the gateway that it began at', async () => {
  await using world = await startSessionWorld()
  const browser = await signedIn(world)
  const { csrfToken } = await browser.state()
  await world.gateway.app.close()
  const next = world.browser(await world.addGateway())
  for (const name of [tokenCookie, sessionCookie]) next.setCookie(name, browser.cookie(name))
  expect(await next.state()).toMatchObject({ signedIn: true, csrfToken })
  expect(outcome(await ask(next, csrfToken))).toEqual([200])
  expect(outcome(await next.post('/session/refresh'))).toEqual([200])
  expect((await next.post('/session/sign-out')).status).toBe(200)
})

test('a copy of the store opens nothing: no token, session id or name of a secret is in it, and all keys begin with the zone', async () => {
  await using world = await startSessionWorld()
  const browser = world.browser()
  const begun = await browser.send('/session/sign-in?company=nordhem')
  const address = new URL(begun.headers.get('location') ?? '')
  const signInId = begun.cookies['__Host-hemisphere-sign-in']?.value ?? ''
  await browser.arrive((await browser.follow(address.href)).address)
  const { csrfToken = '' } = await browser.state()
  await browser.post('/session/refresh')
  const secrets = [signInId, browser.cookie(sessionCookie), browser.cookie(tokenCookie), csrfToken, address.searchParams.get('state') ?? '']
  await browser.post('/session/sign-out')
  const written = world.written.map((entry) => entry.join(' ')).join('\n')
  for (const secret of [...secrets, ...secrets.map((text) => text.replace('eu.', ''))]) {
    expect(secret.length).toBeGreaterThan(20)
    expect(written).not.toContain(secret)
  }
  expect(written).not.toMatch(/refresh|eyJ/i)
  const kinds = new Set(world.written.map(([key]) => key.replaceAll(world.tenant.id, '<tenant>').replace(/[\w-]{32,}/g, '<hash>')))
  expect([...kinds].sort()).toEqual([
    'eu:<tenant>:sessions:ada',
    'eu:<tenant>:signed-out:<hash>',
    'eu:session:<hash>',
    'eu:session:<hash>:lock',
    'eu:sign-in:<hash>',
  ])
})

test('an entry that was changed, or moved under the key of another session, is no session', async () => {
  await using world = await startSessionWorld()
  const mine = await signedIn(world)
  const [myKey, mySealed] = storedSession(world)
  const other = await signedIn(world)
  const [otherKey, otherSealed] = storedSession(world)
  expect(otherKey).not.toBe(myKey)
  await world.store.set(myKey, otherSealed, minute)
  expect(await mine.state()).toEqual({ signedIn: false })
  await world.store.set(otherKey, `${mySealed.slice(0, -4)}AAAA`, minute)
  expect(await other.state()).toEqual({ signedIn: false })
})

test('a session goes on while its key is the previous one, and ends when that is gone', async () => {
  await using world = await startSessionWorld()
  const browser = await signedIn(world)
  const { csrfToken } = await browser.state()
  const [first] = world.secrets
  const second = randomBytes(32)
  world.secrets = [second, ...(first === undefined ? [] : [first])]
  // The page's token of before the change serves on.
  expect(outcome(await ask(browser, csrfToken))).toEqual([200])
  const late = world.browser()
  for (const name of [tokenCookie, sessionCookie]) late.setCookie(name, browser.cookie(name))
  expect(outcome(await browser.post('/session/refresh'))).toEqual([200])
  // A refresh has sealed it with the current key.
  world.secrets = [randomBytes(32), second]
  expect(outcome(await browser.post('/session/refresh'))).toEqual([200])
  world.secrets = [randomBytes(32), randomBytes(32)]
  expect(await browser.state()).toEqual({ signedIn: false })
  expect(outcome(await ask(late, csrfToken))).toEqual([403, 'FORBIDDEN'])
})

test('without Redis a token serves until it expires, sessions are REGION_UNAVAILABLE, and the log says what is lost', async () => {
  const { log, lines } = spiedLog()
  await using world = await startSessionWorld({ log })
  const browser = await signedIn(world)
  const { csrfToken = '' } = await browser.state()
  await world.loseRedis()
  world.advance(5_000)
  expect(outcome(await ask(browser, csrfToken))).toEqual([200])
  world.advance(5_000)
  expect(outcome(await ask(browser, csrfToken))).toEqual([200])
  const lost = lines().filter(([, message]) => message === 'sign-outs are not seen at once: the session store does not answer')
  expect(lost).toHaveLength(1)

  const headers = { 'x-csrf-token': csrfToken }
  expect(outcome(await browser.send('/session'))).toEqual(unavailable)
  for (const path of ['/session/refresh', '/session/sign-out', '/session/sign-out-everywhere']) {
    const page = await browser.send(path, { method: 'POST', headers })
    expect([outcome(page), page.headers.get('retry-after')]).toEqual([unavailable, '5'])
    expect(page.cookies).toEqual({})
  }
  const page = await browser.send('/session/sign-in?company=nordhem')
  expect([page.status, page.headers.get('content-type'), page.headers.get('retry-after')]).toEqual([503, 'text/html; charset=utf-8', '5'])
})

test('a session that Redis has lost is signed out, and a new sign-in works', async () => {
  await using world = await startSessionWorld()
  const browser = await signedIn(world)
  const { csrfToken = '' } = await browser.state()
  await world.store.take(storedSession(world)[0])
  expect(outcome(await browser.send('/session/refresh', { method: 'POST', headers: { 'x-csrf-token': csrfToken } }))).toEqual(
    unauthenticated,
  )
  expect((await browser.signIn()).status).toBe(303)
})

test('what happens to sessions is one line each in the log, by name and outcome, and none of their secrets is in it', async () => {
  const { log, lines } = spiedLog()
  await using world = await startSessionWorld({ log })
  const browser = world.browser()
  const begun = await browser.send('/session/sign-in?company=nordhem')
  const { address } = await browser.follow(begun.headers.get('location') ?? '')
  await browser.arrive(address)
  const { csrfToken = '' } = await browser.state()
  const secrets = [new URL(address).searchParams.get('code') ?? '', new URL(address).searchParams.get('state') ?? '', csrfToken]
  for (const name of [tokenCookie, sessionCookie]) secrets.push(browser.cookie(name))
  world.issuer.health = 'down'
  await browser.post('/session/refresh')
  world.issuer.health = 'well'
  await browser.arrive(address)
  await browser.post('/session/sign-out')

  const outcomes = (): unknown[] =>
    lines().flatMap(([facts, message]) => {
      const { operationName, status, errorCodes } = Object(facts)
      return message === 'operation' && operationName !== 'Session' ? [[operationName, status, errorCodes]] : []
    })
  await vi.waitFor(() =>
    expect(outcomes()).toEqual([
      ['SessionSignIn', 303, undefined],
      ['SessionCallback', 303, undefined],
      ['SessionRefresh', 503, ['REGION_UNAVAILABLE']],
      ['SessionCallback', 400, ['UNAUTHENTICATED']],
      ['SessionSignOut', 200, undefined],
    ]),
  )
  const all = inspect(lines(), { depth: 8, maxStringLength: null, maxArrayLength: null })
  for (const secret of [...secrets, world.issuer.client.clientSecret, world.tenant.id]) {
    expect(secret.length).toBeGreaterThan(20)
    expect(all).not.toContain(secret)
  }
  expect(all).not.toContain('nordhem')
})
