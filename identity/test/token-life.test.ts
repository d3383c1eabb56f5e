import { createAccessTokenVerifier } from '@hemisphere/gateway/auth/access-token.ts'
import { createKeySet } from '@hemisphere/gateway/auth/key-set.ts'
import { createDirectory } from '@hemisphere/gateway/directory/directory.ts'
import { createScopeReader } from '@hemisphere/gateway/permissions/scope-reader.ts'
import { openKeyValueStore } from '@hemisphere/kit/key-value-store.ts'
import { clientIdOf } from '@hemisphere/local/issuer/client-id.ts'
import { clientCredentials } from '@hemisphere/local/issuer/sign-in.ts'
import { testWebClient } from '@hemisphere/local/issuer/testing/web-application.ts'
import { startFakeEdge } from '@hemisphere/local/issuer/testing/fake-edge.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { insertPermissionSet } from '../src/directory/write-directory.ts'
import { password, readToken, startIdentityWorld, type IdentityWorld } from './identity-world.ts'

const running = new AsyncDisposableStack()
let world: IdentityWorld
let count = 0
let email: string

beforeAll(async () => {
  world = running.use(await startIdentityWorld())
})

beforeEach(async () => {
  email = `person-${(count += 1)}@nordhem.example`
})

afterAll(() => running.disposeAsync())

async function signedIn(): Promise<{
  readonly accessToken: string
  readonly refresh: () => ReturnType<IdentityWorld['application']['refresh']>
}> {
  const { body } = await world.application.signIn({ email, password })
  return { accessToken: body.access_token ?? '', refresh: () => world.application.refresh(body.refresh_token ?? '') }
}

const refusedWith = (reason: string) => ({
  status: 400,
  body: { error: 'invalid_grant', error_description: `PreTokenGeneration failed with error ${reason}.` },
})
const inTenant = () => world.directory.updateTable('directory.tenant').where('id', '=', world.nordhem.tenantId)

/** What a gateway of this zone lets a token do. */
async function createTestGateway() {
  const { findPermissionSet } = createDirectory(world.reader)
  const store = running.use(await openKeyValueStore({ kind: 'memory', maxEntries: 10, now: Date.now }))
  const keys = createKeySet({ url: world.issuer.jwksUri, fetch })
  const verify = createAccessTokenVerifier({
    issuer: world.issuer.issuer,
    keys,
    signInClients: new Set([testWebClient.clientId]),
    now: Date.now,
  })
  const readScopes = createScopeReader({ zone: 'eu', store, find: findPermissionSet, onFault: () => undefined })
  return async (token: string): Promise<readonly string[]> => readScopes(await verify(token))
}

describe('what changes in the directory is in the next refresh', () => {
  test('other rights: with a new permission epoch, and the gateway takes the old one no more', async () => {
    await world.nordhem.addUser(email, 'merchandiser')
    const { accessToken, refresh } = await signedIn()
    const { tenantId } = world.nordhem
    await insertPermissionSet(world.directory, { tenantId, name: 'merchandiser', scopes: ['catalog:read'] })
    const refreshed = (await refresh()).body.access_token ?? ''
    expect([readToken(accessToken)['dt:pe'], readToken(refreshed)['dt:pe']]).toEqual([1, 2])
    const scopesOf = await createTestGateway()
    expect(await scopesOf(refreshed)).toEqual(['catalog:read'])
    await expect(scopesOf(accessToken)).rejects.toThrow('the rights of this account have changed')
  })

  test('another role: with another permission set', async () => {
    const { userId } = await world.nordhem.addUser(email, 'viewer')
    const { accessToken, refresh } = await signedIn()
    const { viewer, planner } = world.nordhem.permissionSets
    const person = world.directory.updateTable('directory.app_user').where('id', '=', userId)
    await person.set({ role: 'planner', permission_set_id: planner }).execute()
    expect([readToken(accessToken)['dt:p'], readToken((await refresh()).body.access_token ?? '')['dt:p']]).toEqual([viewer, planner])
  })

  test('a move: with the new home and epoch', async () => {
    await world.nordhem.addUser(email, 'viewer')
    const { refresh } = await signedIn()
    await inTenant().set({ home_region: 'eu-central-1', placement_epoch: 7 }).execute()
    expect(readToken((await refresh()).body.access_token ?? '')).toMatchObject({ 'dt:hr': 'eu-central-1', 'dt:te': 7 })
  })

  test.each([
    ['disabled person', 'the account is disabled'],
    ['person who is gone', 'the account is not known in this zone'],
    ['suspended company', 'the company is suspended'],
    ['company of another zone', 'the company does not live in this zone'],
  ])('a %s: there is no token', async (what, reason) => {
    const { userId } = await world.nordhem.addUser(email, 'viewer')
    const { refresh } = await signedIn()
    const person = world.directory.updateTable('directory.app_user').where('id', '=', userId)
    if (what === 'disabled person') await person.set({ status: 'disabled' }).execute()
    else if (what === 'person who is gone') await world.directory.deleteFrom('directory.app_user').where('id', '=', userId).execute()
    else if (what === 'suspended company') await inTenant().set({ status: 'suspended' }).execute()
    else await inTenant().set({ zone: 'us' }).execute()
    try {
      expect(await refresh()).toEqual(refusedWith(reason))
    } finally {
      await inTenant().set({ status: 'active', zone: 'eu' }).execute()
    }
  })
})

test('whose client is disabled gets no token for its credentials', async () => {
  const edge = running.use(await startFakeEdge(world.issuer.issuer))
  const attempt = () => clientCredentials({ edgeUrl: edge.url, client: 'partner@maison-lune', secret: 'secret of maison-lune' })
  expect(await attempt()).toHaveProperty('accessToken')
  await world.directory.updateTable('directory.client').set({ status: 'disabled' }).where('tenant_id', '=', world.lune.tenantId).execute()
  await expect(attempt()).rejects.toThrow('the account is disabled')
})

test('what a client says of itself changes nothing: its tenant is the one of the client table', async () => {
  const clientMetadata = { 'dt:t': world.lune.tenantId, tenant: world.lune.tenantId, clientId: clientIdOf('partner@maison-lune') }
  const basic = Buffer.from(`${clientIdOf('partner@nordhem')}:${encodeURIComponent('secret of nordhem')}`).toString('base64')
  const form = { grant_type: 'client_credentials', scope: 'hemisphere/graph', aws_client_metadata: JSON.stringify(clientMetadata) }
  const request = { method: 'POST', body: new URLSearchParams(form), headers: { authorization: `Basic ${basic}` } }
  const answer = await fetch(`${world.issuer.issuer}/oauth2/token`, request)
  expect(readToken(JSON.parse(await answer.text()).access_token)).toMatchObject({ 'dt:t': world.nordhem.tenantId })
})

describe('with the longest names that there can be, the signed access token is of at most 1.5 KB', () => {
  // Cognito's longest issuer of today's regions, its 44 characters of a key id, the longest region's name, the largest int.
  const longest = {
    iss: 'https://issuer.cognito-idp.ap-southeast-2.amazonaws.com/ap-southeast-2_AbCdEf123',
    'dt:hr': 'ap-southeast-2',
    'dt:z': 'abcdefgh',
    'dt:te': 2_147_483_647,
    'dt:pe': 2_147_483_647,
  }

  /** Length of a token with other values of some claims, as long as RS256 signatures of 2048 bits are. */
  function lengthOf(token: string): number {
    const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const header = { ...readToken(token, 0), kid: 'k'.repeat(44) }
    const signature = token.split('.')[2] ?? ''
    expect(signature).toHaveLength(342)
    return [encode(header), encode({ ...readToken(token), ...longest }), signature].join('.').length
  }

  test('a person’s', async () => {
    await world.nordhem.addUser(email, 'viewer')
    const { accessToken } = await signedIn()
    expect(readToken(accessToken)['scope']).toBe('openid hemisphere/graph aws.cognito.signin.user.admin')
    expect(accessToken.length).toBeLessThanOrEqual(1_536)
    expect(lengthOf(accessToken)).toBeLessThanOrEqual(1_536)
  })

  test('a federated person’s, whose user name has 128 characters', async () => {
    await world.nordhem.addFederated({ email, role: 'viewer' })
    const callback = await world.application.authorize({ email, password }, { identity_provider: world.nordhem.provider })
    const { body } = await world.application.exchange(callback.searchParams.get('code') ?? '')
    const token = body.access_token ?? ''
    expect(token.length).toBeLessThanOrEqual(1_536)
    const [header, , signature] = token.split('.')
    const payload = { ...readToken(token), username: 'u'.repeat(128) }
    expect(lengthOf([header, Buffer.from(JSON.stringify(payload)).toString('base64url'), signature].join('.'))).toBeLessThanOrEqual(1_536)
  })

  test('a client’s', async () => {
    const edge = running.use(await startFakeEdge(world.issuer.issuer))
    const { accessToken } = await clientCredentials({ edgeUrl: edge.url, client: 'partner@nordhem', secret: 'secret of nordhem' })
    expect(lengthOf(accessToken)).toBeLessThanOrEqual(1_536)
  })
})
