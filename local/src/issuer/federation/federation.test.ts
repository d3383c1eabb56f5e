import { createHash, generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeJwt, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createBrowser } from '../browser.ts'
import { startIssuer, type RunningIssuer } from '../issuer.ts'
import { startMadeUpProvider, type MadeUpProvider } from '../testing/made-up-provider.ts'
import { writeTriggerBundle } from '../testing/trigger-bundle.ts'
import { createWebApplication, testWebClient, type WebApplication } from '../testing/web-application.ts'
import { openUserPool, type UserPool } from '../user-pool.ts'

const person = { email: 'planner@nordhem.example', password: 'correct horse battery staple' }
const nobody = { email: '', password: '' }
const clientId = 'the-issuer'
const clientSecret = 'the secret of the issuer'
let running: AsyncDisposableStack
let pool: UserPool
let nordhem: MadeUpProvider
let lune: MadeUpProvider
let issuer: RunningIssuer
let application: WebApplication

beforeEach(async () => {
  running = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'hemisphere-federation-'))
  running.defer(() => rm(folder, { recursive: true }))
  pool = await openUserPool(folder)
  await pool.ensureUser(person)
  nordhem = running.use(await startMadeUpProvider(clientId))
  lune = running.use(await startMadeUpProvider(clientId))
  const trigger = running.use(
    await writeTriggerBundle(`
      const { userName, triggerSource, request: { userAttributes } } = event
      const claimsToAddOrOverride = { event: { userName, triggerSource, userAttributes } }
      return { ...event, response: { claimsAndScopeOverrideDetails: { accessTokenGeneration: { claimsToAddOrOverride } } } }`),
  )
  issuer = running.use(
    await startIssuer({
      zone: 'eu',
      region: 'eu-west-1',
      port: 0,
      pool,
      triggerBundle: trigger.path,
      secretsEndpoint: 'http://127.0.0.1:1',
      webClient: testWebClient,
      companyNames: { nordhem: 'Nordhem' },
      identityProviders: [
        { name: 'nordhem-sso', identifiers: ['nordhem'], issuer: nordhem.issuer, clientId, clientSecret },
        { name: 'lune-sso', identifiers: ['maison-lune'], issuer: lune.issuer, clientId, clientSecret },
      ],
    }),
  )
  application = createWebApplication(issuer.issuer)
})

afterEach(() => running.disposeAsync())

/** Payload of the access token of whoever comes back from the provider. */
async function payloadOf(callback: URL, by = application): Promise<JWTPayload> {
  const { body } = await by.exchange(callback.searchParams.get('code') ?? '')
  return decodeJwt(body.access_token ?? '')
}

describe('a person of a company’s identity provider', () => {
  test('gets a token with a subject of its own, and the trigger the event that Cognito sends', async () => {
    nordhem.say({ claims: { email: 'Ada@another-company.example' } })
    const payload = await payloadOf(await application.authorize(nobody, { identity_provider: 'nordhem-sso' }))
    expect(payload).toMatchObject({ username: 'nordhem-sso_subject-1', token_use: 'access' })
    const user = pool.findUser(payload.sub ?? '')
    expect(user?.identity).toMatchObject({ provider: 'nordhem-sso', subject: 'subject-1' })
    expect(payload['event']).toEqual({
      userName: 'nordhem-sso_subject-1',
      triggerSource: 'TokenGeneration_HostedAuth',
      userAttributes: {
        sub: payload.sub,
        'cognito:user_status': 'EXTERNAL_PROVIDER',
        email: 'Ada@another-company.example',
        email_verified: 'false',
        identities: JSON.stringify([
          {
            userId: 'subject-1',
            providerName: 'nordhem-sso',
            providerType: 'OIDC',
            issuer: null,
            primary: true,
            dateCreated: user?.identity?.createdAt,
          },
        ]),
      },
    })
  })

  test('is the same person the next time, and at a refresh, and after a restart', async () => {
    const callback = await application.authorize(nobody, { idp_identifier: 'nordhem' })
    const { body } = await application.exchange(callback.searchParams.get('code') ?? '')
    const refreshed = decodeJwt((await application.refresh(body.refresh_token ?? '')).body.access_token ?? '')
    const again = await payloadOf(await application.authorize(nobody, { idp_identifier: 'nordhem' }))
    const { sub } = decodeJwt(body.access_token ?? '')
    expect([refreshed.sub, again.sub]).toEqual([sub, sub])
    expect(refreshed['event']).toMatchObject({ userName: 'nordhem-sso_subject-1', triggerSource: 'TokenGeneration_RefreshTokens' })
    expect((await openUserPool(pool.folder)).findUser(sub ?? '')).toEqual(pool.findUser(sub ?? ''))
  })

  test('is another person than the one of the same subject at another provider', async () => {
    const [one, other] = [
      await payloadOf(await application.authorize(nobody, { identity_provider: 'nordhem-sso' })),
      await payloadOf(await application.authorize(nobody, { identity_provider: 'lune-sso' })),
    ]
    expect(one.sub).not.toBe(other.sub)
    expect([one['username'], other['username']]).toEqual(['nordhem-sso_subject-1', 'lune-sso_subject-1'])
  })

  test('is not the person of the same address who has a password, and gets no password by it', async () => {
    nordhem.say({ claims: { email: person.email } })
    const federated = await payloadOf(await application.authorize(nobody, { identity_provider: 'nordhem-sso' }))
    const withPassword = await payloadOf(await application.authorize(person))
    expect(federated.sub).not.toBe(withPassword.sub)
    expect(withPassword['username']).toBe(withPassword.sub)
    nordhem.say({ claims: { email: 'only@nordhem.example' } })
    await application.authorize(nobody, { identity_provider: 'nordhem-sso' })
    await expect(application.authorize({ email: 'only@nordhem.example', password: '' })).rejects.toThrow('is wrong')
  })
})

describe('the provider', () => {
  test('is asked with PKCE and nonce, and the code redeemed with the client’s secret and the verifier', async () => {
    await application.authorize(nobody, { identity_provider: 'nordhem-sso', login_hint: 'ada' })
    const [asked, redeemed] = [nordhem.asked[0], nordhem.redeemed[0]]
    expect(Object.fromEntries(asked ?? [])).toMatchObject({
      client_id: clientId,
      response_type: 'code',
      redirect_uri: `${issuer.issuer}/oauth2/idpresponse`,
      code_challenge_method: 'S256',
      nonce: expect.stringMatching(/^.{22}$/),
      state: expect.stringMatching(/^.{43}$/),
      login_hint: 'ada',
    })
    expect(redeemed?.authorization).toBe(`Basic ${Buffer.from(`${clientId}:${encodeURIComponent(clientSecret)}`).toString('base64')}`)
    const challenge = createHash('sha256')
      .update(redeemed?.form.get('code_verifier') ?? '')
      .digest('base64url')
    expect(asked?.get('code_challenge')).toBe(challenge)
  })

  test('is chosen by name or company, never by an address', async () => {
    const reached = async (parameters: Readonly<Record<string, string>>) => {
      await application.authorize(person, parameters)
      return [nordhem.asked.length, lune.asked.length]
    }
    expect(await reached({ login_hint: 'ada@maison-lune.example' })).toEqual([0, 0])
    expect(await reached({ company: 'maison-lune' })).toEqual([0, 0])
    expect(await reached({ identity_provider: 'COGNITO' })).toEqual([0, 0])
    expect(await reached({ idp_identifier: 'maison-lune', login_hint: 'ada@nordhem.example' })).toEqual([0, 1])
    expect(await reached({ identity_provider: 'nordhem-sso', company: 'maison-lune' })).toEqual([1, 1])
  })

  test.each([{ identity_provider: 'unknown-sso' }, { idp_identifier: 'constructor' }])(
    'is refused when it is unknown: %o',
    async (wanted) => {
      await expect(application.authorize(nobody, wanted)).rejects.toThrow('No identity provider is known by that name.')
    },
  )

  test('is offered on the page of its company, beside the password', async () => {
    const pageOf = async (parameters: Readonly<Record<string, string>>): Promise<string> => {
      const browser = createBrowser('https://edge.example/')
      const url = new URL(`${issuer.issuer}/oauth2/authorize`)
      const challenge = { code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' }
      const client = { client_id: testWebClient.clientId, redirect_uri: testWebClient.redirectUris[0] ?? '' }
      url.search = new URLSearchParams({ response_type: 'code', scope: 'openid', ...challenge, ...client, ...parameters }).toString()
      return (await browser.send(await browser.follow(await browser.send(url)))).text()
    }
    expect(await pageOf({ company: 'nordhem' })).toContain('<a href="?identity_provider=nordhem-sso">Sign in with nordhem-sso</a>')
    expect(await pageOf({ login_hint: 'ada@nordhem.example' })).not.toContain('identity_provider')
  })

  test('of a session is the one that is wanted: somebody else’s session does not answer for it', async () => {
    const browser = createBrowser(testWebClient.redirectUris[0] ?? '')
    const here = createWebApplication(issuer.issuer, browser)
    const usernames: unknown[] = []
    for (const parameters of [{}, { identity_provider: 'nordhem-sso' }, { identity_provider: 'lune-sso' }, {}]) {
      usernames.push((await payloadOf(await here.authorize(person, parameters), here))['username'])
    }
    const own = pool.findUserByEmail(person.email)?.sub
    expect(usernames).toEqual([own, 'nordhem-sso_subject-1', 'lune-sso_subject-1', 'lune-sso_subject-1'])
  })
})

describe('nobody is signed in', () => {
  const { privateKey: foreignKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
  const notValid = 'the identity provider nordhem-sso gave an identity that is not valid'

  test.each([
    ['with the nonce of another request', { claims: { nonce: 'another' } }, notValid],
    ['without a nonce', { claims: { nonce: undefined } }, notValid],
    ['for another client', { claims: { aud: 'another-client' } }, notValid],
    ['for more than one client', { claims: { aud: [clientId, 'another-client'] } }, notValid],
    ['of another issuer', { claims: { iss: 'https://elsewhere.example' } }, notValid],
    ['that has expired', { claims: { exp: 1_700_000_000 } }, notValid],
    ['without an end', { claims: { exp: undefined } }, notValid],
    ['without a subject', { claims: { sub: undefined } }, notValid],
    ['of a subject that is too long for a user name', { claims: { sub: 'x'.repeat(117) } }, notValid],
    ['that is not signed', { idToken: (claims: JWTPayload) => new UnsecuredJWT(claims).encode() }, notValid],
    [
      'that is signed with the secret of the client',
      { idToken: (claims: JWTPayload) => new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(clientSecret)) },
      notValid,
    ],
    [
      'that is signed with another key of the same id',
      { idToken: (claims: JWTPayload) => new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'key-1' }).sign(foreignKey) },
      notValid,
    ],
    [
      'that is signed with a key which it brings along',
      {
        idToken: (claims: JWTPayload) =>
          new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'key-2', jku: 'http://localhost:1/' }).sign(foreignKey),
      },
      notValid,
    ],
  ])('by an ID token %s', async (_, lies, description) => {
    nordhem.say(lies)
    const callback = await application.authorize(nobody, { identity_provider: 'nordhem-sso' })
    expect(Object.fromEntries(callback.searchParams)).toMatchObject({ error: 'access_denied', error_description: description })
  })

  test('by an answer that names another provider as its issuer', async () => {
    nordhem.say({ answer: { iss: lune.issuer } })
    const callback = await application.authorize(nobody, { identity_provider: 'nordhem-sso' })
    expect(callback.searchParams.get('error_description')).toBe('the answer came from another identity provider than nordhem-sso')
    expect(nordhem.redeemed).toEqual([])
  })

  test('by a provider that calls itself another one, or answers nothing of use', async () => {
    nordhem.say({ discoveredIssuer: lune.issuer })
    const errorOf = async (): Promise<string | null> =>
      (await application.authorize(nobody, { identity_provider: 'nordhem-sso' })).searchParams.get('error')
    expect(await errorOf()).toBe('access_denied')
    nordhem.say({ status: 503 })
    expect(await errorOf()).toBe('temporarily_unavailable')
    await nordhem[Symbol.asyncDispose]()
    expect(await errorOf()).toBe('temporarily_unavailable')
    nordhem = running.use(await startMadeUpProvider(clientId))
  })

  test('by an answer that was brought into another browser, or comes a second time', async () => {
    const answers: URL[] = []
    const inner = createBrowser(testWebClient.redirectUris[0] ?? '')
    const browser = {
      ...inner,
      async send(...args: Parameters<typeof inner.send>) {
        if (args[0].pathname === '/oauth2/idpresponse') answers.push(args[0])
        return inner.send(...args)
      },
    }
    const begun = new URL(`${issuer.issuer}/oauth2/authorize`)
    begun.search = new URLSearchParams({
      client_id: testWebClient.clientId,
      response_type: 'code',
      redirect_uri: testWebClient.redirectUris[0] ?? '',
      scope: 'openid',
      code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
      code_challenge_method: 'S256',
      identity_provider: 'nordhem-sso',
    }).toString()
    // By hand up to the answer, which is then opened in a browser that has not begun this sign-in.
    let response = await browser.send(begun)
    while (answers.length === 0) {
      const next = new URL(response.headers.get('location') ?? '', response.url)
      if (next.pathname === '/oauth2/idpresponse') answers.push(next)
      else response = await browser.send(next)
    }
    const [answer = begun] = answers
    const other = createBrowser(testWebClient.redirectUris[0] ?? '')
    const ended = 'This sign-in has ended or was begun in another browser. Start again from the application.'
    await expect(other.follow(await other.send(answer))).rejects.toThrow(ended)
    expect((await inner.follow(await inner.send(answer))).searchParams.get('code')).toEqual(expect.any(String))
    await expect(inner.follow(await inner.send(answer))).rejects.toThrow(ended)
  })
})
