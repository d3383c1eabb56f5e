import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify, type JWTPayload } from 'jose'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { clientIdOf, commandLineClient } from './client-id.ts'
import { startIssuer, type RunningIssuer } from './issuer.ts'
import { clientCredentials, signIn, SignInRefused } from './sign-in.ts'
import { startFakeEdge } from './testing/fake-edge.ts'
import { tenantTrigger, writeTriggerBundle } from './testing/trigger-bundle.ts'
import { openUserPool, type UserPool } from './user-pool.ts'

const person = { email: 'planner@nordhem.example', password: 'correct horse battery staple' }
const partner = { name: 'partner@nordhem', secret: 'a-secret-of-the-partner' }
let folder: string
let pool: UserPool
let running: AsyncDisposableStack
let time: number

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hemisphere-issuer-'))
  pool = await openUserPool(folder)
  running = new AsyncDisposableStack()
  running.defer(() => rm(folder, { recursive: true }))
  time = Date.now()
})

afterEach(() => running.disposeAsync())

async function start(trigger = tenantTrigger('eu-west-1'), zone = 'eu'): Promise<{ issuer: RunningIssuer; edgeUrl: string }> {
  const bundle = running.use(await writeTriggerBundle(trigger))
  const options = {
    zone,
    region: 'eu-west-1',
    port: 0,
    pool,
    triggerBundle: bundle.path,
    secretsEndpoint: 'http://127.0.0.1:1',
    now: () => time,
  }
  const issuer = running.use(await startIssuer({ ...options, companyNames: { nordhem: 'Nordhem' } }))
  const edge = running.use(await startFakeEdge(issuer.issuer))
  return { issuer, edgeUrl: edge.url }
}

async function verified(issuer: RunningIssuer, token: string): Promise<JWTPayload> {
  const keys = await (await fetch(issuer.jwksUri)).json()
  // jose checks the form of a key set itself.
  const { payload } = await jwtVerify(token, createLocalJWKSet(keys as Parameters<typeof createLocalJWKSet>[0]), {
    issuer: issuer.issuer,
    algorithms: ['RS256'],
  })
  return payload
}

const uuid = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/)

describe('a person who signs in', () => {
  test('gets an access token of Cognito’s shape with the trigger’s claims, for five minutes, within 1.5 KB', async () => {
    const { sub } = await pool.ensureUser(person)
    const { issuer, edgeUrl } = await start()
    const { accessToken, expiresInSeconds } = await signIn({ edgeUrl, ...person })
    const payload = await verified(issuer, accessToken)
    expect(payload).toEqual({
      sub,
      iss: issuer.issuer,
      version: 2,
      client_id: clientIdOf(commandLineClient),
      origin_jti: uuid,
      token_use: 'access',
      scope: 'openid hemisphere/graph',
      auth_time: expect.any(Number),
      exp: (payload.iat ?? 0) + 300,
      iat: expect.any(Number),
      jti: uuid,
      username: sub,
      'dt:v': 1,
      'dt:t': '0199aaaa-0000-7000-8000-000000000001',
      'dt:z': 'eu',
      'dt:hr': 'eu-west-1',
      'dt:te': 1,
      'dt:pe': 1,
      'dt:p': '0199aaaa-0000-7000-8000-000000000002',
    })
    expect(expiresInSeconds).toBe(300)
    expect(accessToken.length).toBeLessThanOrEqual(1_536)
    expect(decodeProtectedHeader(accessToken)).toMatchObject({ alg: 'RS256', kid: issuer.publicKeys[0]?.kid })
  })

  test('refreshes it without a password: another token of the same sign-in, after the trigger was asked again', async () => {
    await pool.ensureUser(person)
    const { issuer, edgeUrl } = await start(tenantTrigger('eu-west-1').replace(`'dt:te': 1`, `'dt:te': event.triggerSource`))
    const tokens = await signIn({ edgeUrl, ...person })
    const form = { grant_type: 'refresh_token', refresh_token: tokens.refreshToken ?? '', client_id: clientIdOf(commandLineClient) }
    const answer = await fetch(`${issuer.issuer}/oauth2/token`, { method: 'POST', body: new URLSearchParams(form) })
    const { access_token: refreshed } = JSON.parse(await answer.text())
    const [before, after] = [await verified(issuer, tokens.accessToken), await verified(issuer, refreshed)]
    expect(after['origin_jti']).toBe(before['origin_jti'])
    expect(after.jti).not.toBe(before.jti)
    expect([before['dt:te'], after['dt:te']]).toEqual(['TokenGeneration_HostedAuth', 'TokenGeneration_RefreshTokens'])
  })

  test('is told of a wrong password, and of an unknown address in the same words', async () => {
    await pool.ensureUser(person)
    const { edgeUrl } = await start()
    const wrong = 'The e-mail address or the password is wrong.'
    await expect(signIn({ edgeUrl, ...person, password: 'wrong' })).rejects.toThrow(wrong)
    await expect(signIn({ edgeUrl, email: 'nobody@nordhem.example', password: 'wrong' })).rejects.toThrow(wrong)
  })

  test('has to wait after five wrong passwords, even with the right one', async () => {
    await pool.ensureUser(person)
    const { edgeUrl } = await start()
    for (let count = 0; count < 5; count += 1) await expect(signIn({ edgeUrl, ...person, password: 'wrong' })).rejects.toThrow('wrong')
    await expect(signIn({ edgeUrl, ...person })).rejects.toThrow('Too many attempts. Try again in 1 seconds.')
    time += 1_000
    expect(await signIn({ edgeUrl, ...person })).toHaveProperty('accessToken')
  })

  test('is refused with the trigger’s words when the trigger throws', async () => {
    await pool.ensureUser(person)
    const { edgeUrl } = await start(`throw new Error('the account is disabled')`)
    const attempt = signIn({ edgeUrl, ...person })
    await expect(attempt).rejects.toThrow('PreTokenGeneration failed with error the account is disabled.')
    await expect(attempt).rejects.toBeInstanceOf(SignInRefused)
  })
})

describe('a trigger', () => {
  test('can not change what is Cognito’s own, but add and suppress other claims and scopes', async () => {
    await pool.ensureUser(person)
    const own = `{ sub: 'x', iss: 'x', exp: 9, iat: 9, jti: 'x', token_use: 'id', client_id: 'x', username: 'x', 'cognito:groups': ['x'], aud: 'x', tier: 'gold' }`
    const { issuer, edgeUrl } = await start(`
      const accessTokenGeneration = { claimsToAddOrOverride: ${own}, claimsToSuppress: ['sub', 'exp'], scopesToAdd: ['extra'], scopesToSuppress: ['openid'] }
      return { ...event, response: { claimsAndScopeOverrideDetails: { accessTokenGeneration } } }`)
    const payload = await verified(issuer, (await signIn({ edgeUrl, ...person })).accessToken)
    expect(Object.entries(payload).filter(([, value]) => value === 'x' || value === 9)).toEqual([])
    expect(payload).not.toHaveProperty('aud')
    expect(payload).not.toHaveProperty('cognito:groups')
    expect(payload).toMatchObject({ token_use: 'access', tier: 'gold', scope: 'hemisphere/graph extra', sub: expect.any(String) })
  })

  test('that gives no answer leaves no token', async () => {
    await pool.ensureUser(person)
    const { edgeUrl } = await start('return 1')
    await expect(signIn({ edgeUrl, ...person })).rejects.toThrow(SignInRefused)
  })

  test('gets what Cognito sends in an event of version 3', async () => {
    const { sub } = await pool.ensureUser(person)
    const { issuer, edgeUrl } = await start(
      `return { ...event, response: { claimsAndScopeOverrideDetails: { accessTokenGeneration: { claimsToAddOrOverride: { event } } } } }`,
    )
    const payload = await verified(issuer, (await signIn({ edgeUrl, ...person })).accessToken)
    expect(payload['event']).toEqual({
      version: '3',
      triggerSource: 'TokenGeneration_HostedAuth',
      region: 'eu-west-1',
      userPoolId: 'eu-west-1_eu',
      userName: sub,
      callerContext: { awsSdkVersion: 'aws-sdk-unknown-unknown', clientId: clientIdOf(commandLineClient) },
      request: {
        userAttributes: { sub, email: person.email, email_verified: 'true', 'cognito:user_status': 'CONFIRMED' },
        groupConfiguration: { groupsToOverride: [], iamRolesToOverride: [], preferredRole: null },
        scopes: ['openid', 'hemisphere/graph'],
      },
      response: { claimsAndScopeOverrideDetails: null },
    })
  })
})

describe('a client with its own credentials', () => {
  test('gets a token of one hour without a username', async () => {
    const { clientId } = await pool.ensureClient(partner)
    const { issuer, edgeUrl } = await start()
    const { accessToken, refreshToken, expiresInSeconds } = await clientCredentials({
      edgeUrl,
      client: partner.name,
      secret: partner.secret,
    })
    const payload = await verified(issuer, accessToken)
    expect(payload).toMatchObject({
      sub: clientId,
      client_id: clientId,
      scope: 'hemisphere/graph',
      'dt:z': 'eu',
      exp: (payload.iat ?? 0) + 3_600,
    })
    expect(payload).not.toHaveProperty('username')
    expect({ refreshToken, expiresInSeconds }).toEqual({ refreshToken: undefined, expiresInSeconds: 3_600 })
  })

  test('is refused with a wrong secret, an old one, or an unknown name', async () => {
    await pool.ensureClient(partner)
    const { edgeUrl } = await start()
    await pool.ensureClient({ ...partner, secret: 'the next secret' })
    for (const secret of [partner.secret, '']) {
      await expect(clientCredentials({ edgeUrl, client: partner.name, secret })).rejects.toThrow(SignInRefused)
    }
    await expect(clientCredentials({ edgeUrl, client: 'other@nordhem', secret: 'x' })).rejects.toThrow(SignInRefused)
    expect(await clientCredentials({ edgeUrl, client: partner.name, secret: 'the next secret' })).toHaveProperty('accessToken')
  })
})

describe('the sign-in page', () => {
  async function authorize(query: Readonly<Record<string, string>>): Promise<Response> {
    const { issuer } = await start()
    const url = new URL(`${issuer.issuer}/oauth2/authorize`)
    url.search = new URLSearchParams({
      client_id: clientIdOf(commandLineClient),
      response_type: 'code',
      redirect_uri: 'http://127.0.0.1/callback',
      scope: 'openid',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
      ...query,
    }).toString()
    return fetch(url, { redirect: 'manual', headers: { accept: 'text/html' } })
  }

  async function openPage(query: Readonly<Record<string, string>>): Promise<Response> {
    const first = await authorize(query)
    const cookie = first.headers.getSetCookie().map((line) => line.split(';')[0])
    return fetch(new URL(first.headers.get('location') ?? '', first.url), { headers: { cookie: cookie.join('; ') } })
  }

  test('names the company, has the address filled in, and is closed to scripts and frames', async () => {
    const answer = await openPage({ login_hint: 'planner@nordhem.example' })
    const html = await answer.text()
    expect(html).toContain('<title>Sign in to Nordhem – Hemisphere</title>')
    expect(html).toContain('value="planner@nordhem.example"')
    expect(html).not.toContain('<script')
    const policy = answer.headers.get('content-security-policy')
    expect(policy).toMatch(
      /default-src 'none'; style-src 'sha256-[^']+'; form-action 'self' http:\/\/127\.0\.0\.1; base-uri 'none'; frame-ancestors 'none'/,
    )
    expect(answer.headers.get('cache-control')).toBe('no-store')
  })

  test('shows what came with the request as text', async () => {
    const html = await (await openPage({ login_hint: '"><img src=x>', company: 'constructor' })).text()
    expect(html).not.toContain('<img')
    expect(html).toContain('Sign in to Hemisphere')
  })

  test('wants PKCE', async () => {
    const answer = await authorize({ code_challenge: '', code_challenge_method: '' })
    expect(answer.headers.get('location')).toMatch(/^http:\/\/127\.0\.0\.1\/callback\?error=invalid_request/)
  })

  test('of another browser says that it has ended', async () => {
    const { issuer } = await start()
    const answer = await fetch(`${issuer.issuer}/login/unknown`)
    expect({ status: answer.status, html: await answer.text() }).toEqual({
      status: 400,
      html: expect.stringContaining('This sign-in has ended'),
    })
  })
})

test('discovery names Cognito’s paths', async () => {
  const { issuer } = await start()
  const discovery = await (await fetch(`${issuer.issuer}/.well-known/openid-configuration`)).json()
  expect(discovery).toMatchObject({
    issuer: issuer.issuer,
    authorization_endpoint: `${issuer.issuer}/oauth2/authorize`,
    token_endpoint: `${issuer.issuer}/oauth2/token`,
    jwks_uri: `${issuer.issuer}/.well-known/jwks.json`,
    code_challenge_methods_supported: ['S256'],
  })
})

describe('the user pool', () => {
  test('is read again with the same keys, people and clients, and only its owner may read it', async () => {
    const user = await pool.ensureUser(person)
    const client = await pool.ensureClient(partner)
    const again = await openUserPool(folder)
    expect(again.publicKeys).toEqual(pool.publicKeys)
    expect(again.findUserByEmail('Planner@Nordhem.example')).toEqual(user)
    expect(again.findClient(client.clientId)).toEqual(client)
    expect(await again.ensureUser({ ...person, password: 'another' })).toEqual(user)
    const file = join(folder, 'user-pool.json')
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const text = await readFile(file, 'utf8')
    expect([person.password, partner.secret].filter((secret) => text.includes(secret))).toEqual([])
  })

  test('publishes no private part of its key', () => {
    expect(Object.keys(pool.publicKeys[0] ?? {}).sort()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use'])
  })
})
