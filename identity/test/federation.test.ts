import { createTestDatabase, type TestDatabase } from '@hemisphere/local/testing/test-database.ts'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findSubject } from '../src/directory/find-subject.ts'
import {
  insertFederatedIdentity,
  insertIdentityProvider,
  insertStartingPermissionSets,
  insertTenant,
  insertUser,
  openDirectory,
  type Directory,
} from '../src/directory/write-directory.ts'
import { migrations } from '../src/migrations.ts'

interface Company {
  readonly tenantId: string
  readonly provider: string
  readonly userId: string
}

let database: TestDatabase
let directory: Directory
let reader: pg.Pool
let nordhem: Company
let lune: Company

beforeAll(async () => {
  database = await createTestDatabase([{ schema: 'directory', ownerRole: 'directory_owner', serviceRole: 'directory_reader', migrations }])
  directory = openDirectory(await database.pool('directory_owner'))
  reader = await database.pool('directory_reader')
  nordhem = await addCompany('nordhem')
  lune = await addCompany('maison-lune')
})

afterAll(() => database[Symbol.asyncDispose]())

/** A company with an identity provider and a planner who has no password at the issuer. */
async function addCompany(slug: string): Promise<Company> {
  const place = { zone: 'eu', homeRegion: 'eu-west-1', currencyCode: 'EUR', timeZone: 'Europe/Paris' }
  const tenantId = await insertTenant(directory, { slug, name: slug, ...place })
  const { planner } = await insertStartingPermissionSets(directory, tenantId)
  const userId = await insertUser(directory, { tenantId, email: `planner@${slug}.example`, role: 'planner', permissionSetId: planner })
  const provider = `${slug}-sso`
  await insertIdentityProvider(directory, { tenantId, name: provider })
  return { tenantId, provider, userId }
}

const find = (provider: string, id: string) => findSubject(reader, { kind: 'federated', provider, id })

test('a person is found by provider and subject, in the company that owns the provider', async () => {
  await insertFederatedIdentity(directory, { ...nordhem, subject: 'u-1' })
  await insertFederatedIdentity(directory, { ...lune, subject: 'u-1' })
  expect(await find('nordhem-sso', 'u-1')).toMatchObject({ tenantId: nordhem.tenantId, subjectStatus: 'active' })
  expect(await find('maison-lune-sso', 'u-1')).toMatchObject({ tenantId: lune.tenantId, subjectStatus: 'active' })
  expect(await find('nordhem-sso', 'u-2')).toBeUndefined()
  expect(await find('unknown-sso', 'u-1')).toBeUndefined()
})

test('a subject of a provider is nobody’s password user', async () => {
  await insertFederatedIdentity(directory, { ...nordhem, subject: 'u-3' })
  expect(await findSubject(reader, { kind: 'user', id: 'u-3' })).toBeUndefined()
})

test('a provider vouches for people of its own company alone', async () => {
  const crossing = { tenantId: nordhem.tenantId, provider: nordhem.provider, userId: lune.userId, subject: 'u-4' }
  await expect(insertFederatedIdentity(directory, crossing)).rejects.toThrow(/foreign key/)
  await expect(insertFederatedIdentity(directory, { ...crossing, tenantId: lune.tenantId })).rejects.toThrow(/foreign key/)
})

test('a provider’s name is one company’s', async () => {
  await insertIdentityProvider(directory, { tenantId: nordhem.tenantId, name: nordhem.provider })
  await expect(insertIdentityProvider(directory, { tenantId: lune.tenantId, name: nordhem.provider })).rejects.toThrow(
    'identity provider nordhem-sso is another company',
  )
})

test.each([
  ['an address', 'planner@nordhem.example'],
  ['nothing', ''],
  ['longer than a user name may be', 'x'.repeat(117)],
])('a subject that is %s is refused', async (_, subject) => {
  await expect(insertFederatedIdentity(directory, { ...nordhem, subject })).rejects.toThrow(/check constraint/)
})

test('whoever comes by a disabled provider, or is disabled, is found as disabled', async () => {
  await insertFederatedIdentity(directory, { ...lune, subject: 'u-5' })
  const setProvider = (status: 'active' | 'disabled') =>
    directory.updateTable('directory.identity_provider').set({ status }).where('name', '=', lune.provider).execute()
  await setProvider('disabled')
  expect(await find('maison-lune-sso', 'u-5')).toMatchObject({ subjectStatus: 'disabled' })
  await setProvider('active')
  await directory.updateTable('directory.app_user').set({ status: 'disabled' }).where('id', '=', lune.userId).execute()
  expect(await find('maison-lune-sso', 'u-5')).toMatchObject({ subjectStatus: 'disabled' })
})

test('a person keeps the subject of their password when it is not given anew', async () => {
  const { tenantId } = nordhem
  const sets = await insertStartingPermissionSets(directory, tenantId)
  const person = { tenantId, email: 'viewer@nordhem.example', role: 'viewer', permissionSetId: sets.viewer } as const
  const id = await insertUser(directory, { ...person, subject: 'sub-of-viewer' })
  expect(await insertUser(directory, person)).toBe(id)
  expect(await findSubject(reader, { kind: 'user', id: 'sub-of-viewer' })).toMatchObject({ permissionSetId: sets.viewer })
})

test('seeding providers and identities twice changes nothing, and a subject may become another person of the company', async () => {
  const seed = () => insertFederatedIdentity(directory, { ...nordhem, subject: 'u-6' })
  await seed()
  await seed()
  const sets = await insertStartingPermissionSets(directory, nordhem.tenantId)
  const email = 'analyst@nordhem.example'
  const userId = await insertUser(directory, { tenantId: nordhem.tenantId, email, role: 'analyst', permissionSetId: sets.analyst })
  await insertFederatedIdentity(directory, { ...nordhem, subject: 'u-6', userId })
  expect(await find('nordhem-sso', 'u-6')).toMatchObject({ permissionSetId: sets.analyst })
})
