import { signInFederated } from '@hemisphere/local/issuer/sign-in.ts'
import { startFakeEdge } from '@hemisphere/local/issuer/testing/fake-edge.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { insertFederatedIdentity } from '../src/directory/write-directory.ts'
import { password, readToken, startIdentityWorld, type Company, type IdentityWorld } from './identity-world.ts'

const running = new AsyncDisposableStack()
let world: IdentityWorld
let edgeUrl: string

beforeAll(async () => {
  world = running.use(await startIdentityWorld())
  edgeUrl = running.use(await startFakeEdge(world.issuer.issuer)).url
})

afterAll(() => running.disposeAsync())

const claimsOf = async ({ slug }: Company, email: string): Promise<Readonly<Record<string, unknown>>> =>
  readToken((await signInFederated({ edgeUrl, company: slug, email, password })).accessToken)

test('a person signs in at the own company and is at home there, without a password at the issuer', async () => {
  const { subject } = await world.nordhem.addFederated({ email: 'adelheid@nordhem.example', role: 'planner' })
  const claims = await claimsOf(world.nordhem, 'adelheid@nordhem.example')
  expect(claims).toMatchObject({
    'dt:t': world.nordhem.tenantId,
    'dt:z': 'eu',
    'dt:hr': 'eu-west-1',
    'dt:p': world.nordhem.permissionSets.planner,
    username: `nordhem-sso_${subject}`,
  })
  expect(JSON.stringify(claims)).not.toMatch(/adelheid|@/)
})

test('an address of another company leads nowhere else: the person is of the company that vouches', async () => {
  await world.lune.addUser('bea@maison-lune.example', 'admin')
  await world.nordhem.addFederated({ email: 'bea@maison-lune.example', role: 'viewer' })
  expect(await claimsOf(world.nordhem, 'bea@maison-lune.example')).toMatchObject({
    'dt:t': world.nordhem.tenantId,
    'dt:p': world.nordhem.permissionSets.viewer,
  })
})

test('who is not known in the company that vouches gets no token, even with the address of somebody who is', async () => {
  await world.nordhem.addUser('cleo@nordhem.example', 'admin')
  await world.nordhem.addFederated({ email: 'cleo@nordhem.example' })
  await world.lune.addFederated({ email: 'cleo@nordhem.example' })
  for (const company of [world.nordhem, world.lune]) {
    await expect(claimsOf(company, 'cleo@nordhem.example')).rejects.toThrow(
      'PreTokenGeneration failed with error the account is not known in this company.',
    )
  }
})

test('a provider that tells the subject of another company’s person does not get that person’s token', async () => {
  const { subject } = await world.nordhem.addFederated({ email: 'dora@nordhem.example', role: 'admin' })
  // The other company's own person has, by chance or intent, the same subject.
  const { userId } = await world.lune.addUser('eve@maison-lune.example', 'viewer')
  const { sub } = await world.lune.people.ensureUser({ email: 'eve@maison-lune.example', password })
  await insertFederatedIdentity(world.directory, { tenantId: world.lune.tenantId, provider: world.lune.provider, subject, userId })
  await expect(claimsOf(world.lune, 'eve@maison-lune.example')).rejects.toThrow('not known in this company')
  await insertFederatedIdentity(world.directory, { tenantId: world.lune.tenantId, provider: world.lune.provider, subject: sub, userId })
  expect(await claimsOf(world.lune, 'eve@maison-lune.example')).toMatchObject({ 'dt:t': world.lune.tenantId })
  expect(await claimsOf(world.nordhem, 'dora@nordhem.example')).toMatchObject({ 'dt:t': world.nordhem.tenantId })
})

test('who is disabled, or whose company has disabled its provider, gets no token at the next refresh', async () => {
  const { userId } = await world.nordhem.addFederated({ email: 'fay@nordhem.example', role: 'viewer' })
  const callback = await world.application.authorize(
    { email: 'fay@nordhem.example', password },
    { identity_provider: world.nordhem.provider },
  )
  const { body } = await world.application.exchange(callback.searchParams.get('code') ?? '')
  const refreshed = async () => world.application.refresh(body.refresh_token ?? '')
  expect(await refreshed()).toMatchObject({ status: 200 })
  const refused = { error: 'invalid_grant', error_description: 'PreTokenGeneration failed with error the account is disabled.' }
  const setUser = (status: 'active' | 'disabled') =>
    world.directory.updateTable('directory.app_user').set({ status }).where('id', '=', userId).execute()
  const setProvider = (status: 'active' | 'disabled') =>
    world.directory.updateTable('directory.identity_provider').set({ status }).where('name', '=', world.nordhem.provider).execute()
  await setUser('disabled')
  expect(await refreshed()).toEqual({ status: 400, body: refused })
  await setUser('active')
  await setProvider('disabled')
  expect(await refreshed()).toEqual({ status: 400, body: refused })
  await setProvider('active')
  expect(await refreshed()).toMatchObject({ status: 200 })
})

test('a wrong password at the company’s provider is told there', async () => {
  await world.nordhem.addFederated({ email: 'gus@nordhem.example', role: 'viewer' })
  const attempt = signInFederated({ edgeUrl, company: 'nordhem', email: 'gus@nordhem.example', password: 'a guess' })
  await expect(attempt).rejects.toThrow('The e-mail address or the password is wrong.')
})
