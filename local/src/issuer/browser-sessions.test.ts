import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeJwt } from 'jose'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freePort } from '../free-port.ts'
import { createBrowser, type Browser } from './browser.ts'
import { clientIdOf, commandLineClient } from './client-id.ts'
import { startIssuer, type RunningIssuer } from './issuer.ts'
import { createWebApplication, testWebClient } from './testing/web-application.ts'
import { tenantTrigger, writeTriggerBundle, type TriggerBundle } from './testing/trigger-bundle.ts'
import { openUserPool } from './user-pool.ts'

const person = { email: 'planner@nordhem.example', password: 'correct horse battery staple' }
let folder: string
let port: number
let trigger: TriggerBundle
let issuer: RunningIssuer

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hemisphere-issuer-'))
  port = await freePort()
  trigger = await writeTriggerBundle(tenantTrigger('eu-west-1'))
  await (await openUserPool(folder)).ensureUser(person)
  issuer = await start()
})

afterEach(async () => {
  await issuer[Symbol.asyncDispose]()
  await trigger[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

/** As a start of the process: all that is known is what the folder holds. */
async function start(): Promise<RunningIssuer> {
  const options = { zone: 'eu', region: 'eu-west-1', port, triggerBundle: trigger.path, secretsEndpoint: 'http://127.0.0.1:1' }
  return startIssuer({ ...options, pool: await openUserPool(folder), webClient: testWebClient })
}

async function restart(): Promise<void> {
  await issuer[Symbol.asyncDispose]()
  issuer = await start()
}

async function signedIn() {
  const application = createWebApplication(issuer.issuer)
  const { body } = await application.signIn(person)
  const [accessToken, refreshToken] = [body.access_token ?? '', body.refresh_token ?? '']
  expect({ accessToken, refreshToken }).toEqual({ accessToken: expect.stringMatching(/./), refreshToken: expect.stringMatching(/./) })
  return { application, accessToken, refreshToken }
}

const refused = { status: 400, body: expect.objectContaining({ error: 'invalid_grant' }) }

describe('the web application', () => {
  test('gets tokens for whoever signed in, and fresh ones for the refresh token', async () => {
    const { application, accessToken, refreshToken } = await signedIn()
    const refreshed = await application.refresh(refreshToken)
    expect(refreshed.status).toBe(200)
    expect(decodeJwt(accessToken)).toMatchObject({
      client_id: testWebClient.clientId,
      scope: 'openid hemisphere/graph aws.cognito.signin.user.admin',
      'dt:hr': 'eu-west-1',
    })
    expect(decodeJwt(refreshed.body.access_token ?? '')).toMatchObject({ client_id: testWebClient.clientId, 'dt:hr': 'eu-west-1' })
  })

  test('is refused with a wrong secret, without PKCE, and for another way back', async () => {
    const { refreshToken } = await signedIn()
    expect(await createWebApplication(issuer.issuer, undefined, 'a guess').refresh(refreshToken)).toMatchObject({ status: 401 })
    const application = createWebApplication(issuer.issuer)
    const withoutChallenge = await application.authorize(person, { code_challenge: '', code_challenge_method: '' })
    expect(withoutChallenge.searchParams.get('error')).toBe('invalid_request')
    await expect(application.authorize(person, { redirect_uri: 'https://elsewhere.example/' })).rejects.toThrow('redirect_uri')
  })
})

describe('after a restart of the issuer', () => {
  test('a refresh token is still good, and so is a sign-in session: nobody types a password again', async () => {
    const browser = createBrowser(testWebClient.redirectUris[0] ?? '')
    const { body } = await createWebApplication(issuer.issuer, browser).signIn(person)
    await restart()
    const application = createWebApplication(issuer.issuer, browser)
    expect(await application.refresh(body.refresh_token ?? '')).toMatchObject({ status: 200 })
    const callback = await application.authorize({ email: '', password: '' })
    expect(callback.searchParams.get('code')).toEqual(expect.any(String))
  })

  test('what was revoked stays so', async () => {
    const { application, refreshToken } = await signedIn()
    await application.revoke(refreshToken)
    await restart()
    expect(await application.refresh(refreshToken)).toEqual(refused)
  })
})

test('who reads the file of sessions finds no refresh token and no cookie in it', async () => {
  const cookies: string[] = []
  const inner = createBrowser(testWebClient.redirectUris[0] ?? '')
  const browser = {
    ...inner,
    async send(...args: Parameters<typeof inner.send>) {
      const response = await inner.send(...args)
      for (const line of response.headers.getSetCookie()) cookies.push(line.split(';')[0]?.split('=')[1] ?? '')
      return response
    },
  }
  const callback = await createWebApplication(issuer.issuer, browser).authorize(person)
  const { refreshToken, accessToken } = await signedIn()
  const file = join(folder, 'sessions.json')
  const text = await readFile(file, 'utf8')
  const secrets = [refreshToken, accessToken, callback.searchParams.get('code') ?? '', ...cookies].filter((secret) => secret !== '')
  expect(secrets.length).toBeGreaterThan(3)
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([])
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})

describe('a revoked refresh token', () => {
  test('gives no more tokens, while those of another sign-in do', async () => {
    const [one, other] = [await signedIn(), await signedIn()]
    expect(await one.application.revoke(one.refreshToken)).toBe(200)
    expect(await one.application.refresh(one.refreshToken)).toEqual(refused)
    expect(await other.application.refresh(other.refreshToken)).toMatchObject({ status: 200 })
  })

  test('is revoked by its own client alone', async () => {
    const { application, refreshToken } = await signedIn()
    expect(await createWebApplication(issuer.issuer, undefined, 'a guess').revoke(refreshToken)).toBe(401)
    const body = new URLSearchParams({ token: refreshToken, client_id: clientIdOf(commandLineClient) })
    await fetch(`${issuer.issuer}/oauth2/revoke`, { method: 'POST', body })
    expect(await application.refresh(refreshToken)).toMatchObject({ status: 200 })
  })

  test('may be revoked again, as may one that never was', async () => {
    const { application, refreshToken } = await signedIn()
    for (const token of [refreshToken, refreshToken, 'never-issued']) expect(await application.revoke(token)).toBe(200)
  })
})

describe('a global sign-out', () => {
  async function call(
    body: object,
    target = 'AWSCognitoIdentityProviderService.GlobalSignOut',
  ): Promise<{ status: number; body: unknown }> {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target }
    const answer = await fetch(issuer.issuer, { method: 'POST', headers, body: JSON.stringify(body) })
    return { status: answer.status, body: await answer.json() }
  }

  test('ends every refresh token of the person, and of nobody else', async () => {
    const colleague = { email: 'viewer@nordhem.example', password: 'another horse, another staple' }
    await (await openUserPool(folder)).ensureUser(colleague)
    await restart()
    const [one, other] = [await signedIn(), await signedIn()]
    const { body } = await one.application.signIn(colleague)
    expect(await call({ AccessToken: one.accessToken })).toEqual({ status: 200, body: {} })
    for (const { application, refreshToken } of [one, other]) expect(await application.refresh(refreshToken)).toEqual(refused)
    expect(await one.application.refresh(body.refresh_token ?? '')).toMatchObject({ status: 200 })
  })

  test('may be asked for by an operator, by the person’s subject', async () => {
    const { application, accessToken, refreshToken } = await signedIn()
    await issuer.signOutEverywhere(decodeJwt(accessToken).sub ?? '')
    expect(await application.refresh(refreshToken)).toEqual(refused)
  })

  test.each([
    ['a forged token', (token: string) => ({ AccessToken: `${token.slice(0, -6)}AAAAAA` }), 'Invalid Access Token'],
    ['an expired token', (token: string) => ({ AccessToken: token }), 'Access Token has expired'],
    ['no token', () => ({}), expect.any(String)],
  ])('with %s does nothing', async (name, bodyOf, message) => {
    const { application, accessToken, refreshToken } = await signedIn()
    if (name === 'an expired token') {
      await issuer[Symbol.asyncDispose]()
      const options = { zone: 'eu', region: 'eu-west-1', port, triggerBundle: trigger.path, secretsEndpoint: 'http://127.0.0.1:1' }
      const now = (): number => Date.now() + 301_000
      issuer = await startIssuer({ ...options, pool: await openUserPool(folder), webClient: testWebClient, now })
    }
    expect(await call(bodyOf(accessToken))).toMatchObject({ status: 400, body: { message } })
    expect(await application.refresh(refreshToken)).toMatchObject({ status: 200 })
  })

  test('needs the scope that lets a person manage their own account, as in Cognito', async () => {
    const { application, accessToken } = await signedIn()
    expect(decodeJwt(accessToken)['scope']).toContain('aws.cognito.signin.user.admin')
    const code = (await application.authorize(person, { scope: 'openid hemisphere/graph' })).searchParams.get('code') ?? ''
    const { body } = await application.exchange(code)
    expect(await call({ AccessToken: body.access_token ?? '' })).toEqual({
      status: 400,
      body: { __type: 'NotAuthorizedException', message: 'Access Token does not have required scopes' },
    })
  })

  test('is the one operation there is', async () => {
    const { accessToken } = await signedIn()
    const answer = await call({ AccessToken: accessToken }, 'AWSCognitoIdentityProviderService.DeleteUser')
    expect(answer).toMatchObject({ status: 400, body: { __type: 'UnknownOperationException' } })
  })
})

describe('signing out at the issuer', () => {
  const logout = async (browser: Browser, query: Readonly<Record<string, string>>): Promise<Response> =>
    browser.send(new URL(`${issuer.issuer}/logout?${new URLSearchParams({ client_id: testWebClient.clientId, ...query }).toString()}`))

  test('ends the session of the browser, which then asks for a password again, and leaves refresh tokens as they are', async () => {
    const browser = createBrowser(testWebClient.redirectUris[0] ?? '')
    const application = createWebApplication(issuer.issuer, browser)
    const { body } = await application.signIn(person)
    const answer = await logout(browser, { logout_uri: 'https://edge.example/' })
    expect([answer.status, answer.headers.get('location')]).toEqual([302, 'https://edge.example/'])
    await expect(application.authorize({ ...person, password: 'wrong' })).rejects.toThrow('is wrong')
    expect(await application.refresh(body.refresh_token ?? '')).toMatchObject({ status: 200 })
  })

  test.each([{ logout_uri: 'https://elsewhere.example/' }, { logout_uri: 'https://edge.example/', client_id: 'another' }, {}])(
    'goes on to the application’s own addresses alone, not to %o',
    async (query) => {
      const browser = createBrowser(testWebClient.redirectUris[0] ?? '')
      const application = createWebApplication(issuer.issuer, browser)
      await application.signIn(person)
      const answer = await logout(browser, query)
      expect([answer.status, answer.headers.get('location')]).toEqual([400, null])
      expect((await application.authorize({ email: '', password: '' })).searchParams.get('code')).toEqual(expect.any(String))
    },
  )
})
