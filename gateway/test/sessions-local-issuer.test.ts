import { mkdtemp, rm } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openKeyValueStore } from '@hemisphere/kit/key-value-store.ts'
import { createBrowser as createIssuerBrowser } from '@hemisphere/local/issuer/browser.ts'
import { startIssuer } from '@hemisphere/local/issuer/issuer.ts'
import { writeTriggerBundle } from '@hemisphere/local/issuer/testing/trigger-bundle.ts'
import { openUserPool } from '@hemisphere/local/issuer/user-pool.ts'
import { expect, test } from 'vitest'
import { createBrowser } from './browser.ts'
import { startGatewayWorld } from './gateway-world.ts'
import { ask, homeClaims, outcome, publicOrigin, tokenCookie } from './session-world.ts'
import { createTestDirectory } from './test-directory.ts'

const person = { email: 'planner@nordhem.example', password: 'correct horse battery staple' }
const client = { clientId: 'web-app', clientSecret: 'a secret of the web client' }

test('sessions go round at the issuer of one machine: each sign-in asks for the password, and a voided session is refused', async () => {
  await using made = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'hemisphere-sessions-'))
  made.defer(() => rm(folder, { recursive: true }))
  const pool = await openUserPool(folder)
  const { sub } = await pool.ensureUser(person)
  const directory = made.use(await createTestDirectory())
  const tenant = await directory.addTenant(['catalog:read'])
  const overrides = { accessTokenGeneration: { claimsToAddOrOverride: homeClaims(tenant) } }
  const trigger = made.use(
    await writeTriggerBundle(`return { ...event, response: { claimsAndScopeOverrideDetails: ${JSON.stringify(overrides)} } }`),
  )
  const redirectUri = `${publicOrigin}/session/callback`
  const issuer = made.use(
    await startIssuer({
      zone: 'eu',
      region: 'eu-west-1',
      port: 0,
      pool,
      triggerBundle: trigger.path,
      secretsEndpoint: 'http://127.0.0.1:1',
      webClient: { ...client, redirectUris: [redirectUri], logoutUris: [] },
    }),
  )
  const store = made.use(await openKeyValueStore({ kind: 'memory', maxEntries: 100, now: Date.now }))
  const limits = { idleMs: 3_600_000, absoluteMs: 43_200_000 }
  const secret = randomBytes(32)
  const gateway = made.use(
    await startGatewayWorld({
      directory,
      signIn: {
        publicOrigin,
        issuer: issuer.issuer,
        jwksUrl: issuer.jwksUri,
        client: async () => client,
        store,
        secrets: async () => [secret],
        limits,
      },
    }),
  )
  const browser = createBrowser(publicOrigin, () => gateway.url)
  const atIssuer = createIssuerBrowser(redirectUri)

  async function signIn(): Promise<number> {
    const begun = await browser.send('/session/sign-in?company=nordhem')
    const form = await atIssuer.follow(await atIssuer.send(new URL(begun.headers.get('location') ?? '')))
    // A form, not the way back: the issuer's own session of the first sign-in is not enough for the second.
    expect(form.href.startsWith(issuer.issuer)).toBe(true)
    const back = await atIssuer.follow(await atIssuer.send(form, { method: 'POST', body: new URLSearchParams(person) }))
    return (await browser.arrive(back.href)).status
  }

  expect(await signIn()).toBe(303)
  expect(outcome(await ask(browser, (await browser.state()).csrfToken))).toEqual([200])
  const token = browser.cookie(tokenCookie)
  expect(outcome(await browser.post('/session/refresh'))).toEqual([200])
  expect(browser.cookie(tokenCookie)).not.toBe(token)
  expect((await browser.post('/session/sign-out')).status).toBe(200)
  expect(outcome(await ask(browser, undefined, { authorization: `Bearer ${token}` }))).toEqual([401, 'UNAUTHENTICATED'])

  expect(await signIn()).toBe(303)
  await issuer.signOutEverywhere(sub)
  expect(outcome(await browser.post('/session/refresh'))).toEqual([401, 'UNAUTHENTICATED'])
})
