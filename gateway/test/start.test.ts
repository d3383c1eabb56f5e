import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSecretStore } from '@hemisphere/local/secrets/secret-store.ts'
import { startSecretsServer } from '@hemisphere/local/secrets/secrets-server.ts'
import { expect, inject, test, vi } from 'vitest'
import { startGateway } from '../src/start.ts'
import { startStubSubgraphs } from './stub-subgraphs.ts'
import { createTestDirectory, type TestDirectory } from './test-directory.ts'
import { createTestHome } from './test-home.ts'
import { startTestIssuer, type TestIssuer } from './test-issuer.ts'

interface Surroundings extends AsyncDisposable {
  readonly environment: Readonly<Record<string, string>>
  readonly directory: TestDirectory
  readonly issuer: TestIssuer
  readonly putSecrets: (secrets: Readonly<Record<string, string>>) => Promise<unknown>
}

/** What a gateway of eu-west-1 starts on. */
async function startSurroundings(): Promise<Surroundings> {
  // The AWS SDK signs with these; the endpoint does not check them.
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
  await using made = new AsyncDisposableStack()
  made.defer(() => void vi.unstubAllEnvs())
  const folder = await mkdtemp(join(tmpdir(), 'hemisphere-gateway-'))
  made.defer(() => rm(folder, { recursive: true }))
  const store = await openSecretStore(join(folder, 'secrets.json'), Date.now)
  const secrets = made.use(await startSecretsServer(store, 0))
  const directory = made.use(await createTestDirectory())
  const issuer = made.use(await startTestIssuer('https://issuer.eu.example'))
  const internalKey = randomBytes(32)
  const subgraphs = made.use(await startStubSubgraphs(internalKey))
  const { port, password } = inject('postgres')
  const home = made.use(await createTestHome('eu-west-1'))
  const login = { host: '127.0.0.1', port, dbname: directory.pool.options.database, username: 'directory_reader', password }
  await store.putAll('eu-west-1', {
    'hemisphere/internal-token-key': internalKey.toString('base64url'),
    'hemisphere/origin-verify': 'through-the-edge',
    'hemisphere/database/directory-reader': JSON.stringify(login),
    'hemisphere/database/home-eu-west-1/gateway': JSON.stringify({ ...login, dbname: home.dbname, username: 'ops_keeper' }),
  })
  const held = made.move()
  return {
    directory,
    issuer,
    putSecrets: (more) => store.putAll('eu-west-1', more),
    environment: {
      HEMISPHERE_REGION: 'eu-west-1',
      HEMISPHERE_ZONE: 'eu',
      PORT: '0',
      SECRETS_ENDPOINT: secrets.url,
      LOG_LEVEL: 'silent',
      ACCOUNT_URL: subgraphs.urls.account,
      CATALOG_URL: subgraphs.urls.catalog,
      FORECASTING_URL: subgraphs.urls.forecasting,
      STORE_URL: subgraphs.urls.store,
      TOKEN_ISSUER: issuer.issuer,
      TOKEN_JWKS_URL: issuer.jwksUrl,
      SIGN_IN_CLIENT_IDS: 'command-line,web',
    },
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  }
}

test('the gateway starts on its environment and its region’s secrets, answers, and stops', async () => {
  await using surroundings = await startSurroundings()
  const { environment, directory, issuer } = surroundings
  const gateway = await startGateway(environment)
  expect((await fetch(`${gateway.url}/readyz`)).status).toBe(200)

  const tenant = await directory.addTenant(['catalog:read'])
  const iat = Math.floor(Date.now() / 1_000)
  const claims = { sub: 'ada', username: 'ada', client_id: 'web', token_use: 'access', iss: issuer.issuer, iat, exp: iat + 300 }
  const homeClaims = {
    'dt:v': 1,
    'dt:t': tenant.id,
    'dt:z': 'eu',
    'dt:hr': 'eu-west-1',
    'dt:te': 1,
    'dt:pe': 1,
    'dt:p': tenant.permissionSetId,
  }
  const answer = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-origin-verify': 'through-the-edge',
      authorization: `Bearer ${await issuer.sign({ ...claims, ...homeClaims })}`,
    },
    body: JSON.stringify({ query: '{ viewer { tenant { id } } }' }),
  })
  expect(await answer.json()).toMatchObject({ data: { viewer: { tenant: { id: tenant.id } } } })

  await gateway[Symbol.asyncDispose]()
  await expect(fetch(`${gateway.url}/livez`)).rejects.toThrow('fetch failed')
})

test('a gateway without a public address has no session routes, one with it starts on the secrets of sessions alone', async () => {
  await using surroundings = await startSurroundings()
  const { environment, putSecrets } = surroundings
  const headers = { 'x-origin-verify': 'through-the-edge' }
  {
    await using gateway = await startGateway(environment)
    expect((await fetch(`${gateway.url}/session`, { headers })).status).toBe(404)
  }
  const withSessions = { ...environment, PUBLIC_URL: 'http://localhost:4000' }
  await expect(startGateway(withSessions)).rejects.toThrow('hemisphere/session-key')
  await putSecrets({ 'hemisphere/session-key': randomBytes(32).toString('base64url') })
  await expect(startGateway(withSessions)).rejects.toThrow('hemisphere/client/web')
  await putSecrets({ 'hemisphere/client/web': JSON.stringify({ clientId: 'web-app', clientSecret: '' }) })
  await expect(startGateway(withSessions)).rejects.toThrow('hemisphere/client/web is not a client')
  await putSecrets({ 'hemisphere/client/web': JSON.stringify({ clientId: 'web-app', clientSecret: 'a-secret' }) })
  await using gateway = await startGateway(withSessions)
  const answer = await fetch(`${gateway.url}/session`, { headers })
  expect([answer.status, await answer.text()]).toEqual([200, '{"signedIn":false}'])
})

test('a gateway whose cache wants a token does not start without it', async () => {
  await using surroundings = await startSurroundings()
  const cache = { REDIS_URL: 'rediss://127.0.0.1:1', REDIS_TOKEN_SECRET: 'hemisphere/cache/token' }
  await expect(startGateway({ ...surroundings.environment, ...cache })).rejects.toThrow('there is no secret hemisphere/cache/token')
})

test('a configuration with faults names each of them', async () => {
  await expect(startGateway({ HEMISPHERE_REGION: 'europe', PORT: 'x' })).rejects.toThrow(
    /HEMISPHERE_REGION[\s\S]*HEMISPHERE_ZONE[\s\S]*PORT[\s\S]*ACCOUNT_URL[\s\S]*TOKEN_JWKS_URL/,
  )
})
