import { randomUUID } from 'node:crypto'
import { createTestDatabase, type TestDatabase } from '@hemisphere/local/testing/test-database.ts'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findSubject } from '../src/directory/find-subject.ts'
import { roleScopes } from '../src/directory/roles.ts'
import {
  insertClient,
  insertPermissionSet,
  insertStartingPermissionSets,
  insertTenant,
  insertUser,
  openDirectory,
  type Directory,
} from '../src/directory/write-directory.ts'
import { migrations } from '../src/migrations.ts'

const nordhem = { slug: 'nordhem', name: 'Nordhem', zone: 'eu', homeRegion: 'eu-west-1', currencyCode: 'EUR', timeZone: 'Europe/Amsterdam' }
let database: TestDatabase
let directory: Directory
let reader: pg.Pool
let tenantId: string

beforeAll(async () => {
  database = await createTestDatabase([{ schema: 'directory', ownerRole: 'directory_owner', serviceRole: 'directory_reader', migrations }])
  directory = openDirectory(await database.pool('directory_owner'))
  reader = await database.pool('directory_reader')
  tenantId = await insertTenant(directory, nordhem)
})

afterAll(() => database[Symbol.asyncDispose]())

const epochOf = async (id: string): Promise<unknown> =>
  (await reader.query('select permission_epoch from directory.permission_set where id = $1', [id])).rows[0]

test('seeding twice changes nothing', async () => {
  const seed = async (): Promise<string[]> => {
    const tenant = await insertTenant(directory, nordhem)
    const set = await insertPermissionSet(directory, { tenantId: tenant, name: 'planner', scopes: roleScopes.planner })
    const user = await insertUser(directory, {
      tenantId: tenant,
      subject: 'sub-1',
      email: 'Planner@Nordhem.example',
      role: 'planner',
      permissionSetId: set,
    })
    const client = await insertClient(directory, { tenantId: tenant, clientId: 'client-1', name: 'partner', permissionSetId: set })
    return [tenant, set, user, client]
  }
  const first = await seed()
  expect(await seed()).toEqual(first)
  expect(await epochOf(first[1] ?? '')).toEqual({ permission_epoch: 1 })
})

test('a subject is found with its placement and permissions, a person and a client alike', async () => {
  const permissionSetId = await insertPermissionSet(directory, { tenantId, name: 'viewer', scopes: roleScopes.viewer })
  await insertUser(directory, { tenantId, subject: 'sub-2', email: 'viewer@nordhem.example', role: 'viewer', permissionSetId })
  await insertClient(directory, { tenantId, clientId: 'client-2', name: 'partner-2', permissionSetId })
  const expected = {
    tenantId,
    zone: 'eu',
    homeRegion: 'eu-west-1',
    placementEpoch: 1,
    tenantStatus: 'active',
    subjectStatus: 'active',
    permissionSetId,
    permissionEpoch: 1,
  }
  expect(await findSubject(reader, { kind: 'user', id: 'sub-2' })).toEqual(expected)
  expect(await findSubject(reader, { kind: 'client', id: 'client-2' })).toEqual(expected)
})

test('an unknown subject is not found, nor one of the other kind', async () => {
  expect(await findSubject(reader, { kind: 'user', id: 'nobody' })).toBeUndefined()
  expect(await findSubject(reader, { kind: 'client', id: 'sub-2' })).toBeUndefined()
})

test('other scopes raise the epoch of a permission set, their order does not', async () => {
  const set = { tenantId, name: 'changing' }
  const id = await insertPermissionSet(directory, { ...set, scopes: ['a', 'b'] })
  await insertPermissionSet(directory, { ...set, scopes: ['b', 'a'] })
  expect(await epochOf(id)).toEqual({ permission_epoch: 1 })
  await insertPermissionSet(directory, { ...set, scopes: ['a'] })
  expect(await epochOf(id)).toEqual({ permission_epoch: 2 })
})

test('a tenant starts with a permission set for each role, and partners read and record sales but see no costs', async () => {
  const id = await insertTenant(directory, { ...nordhem, slug: 'fresh', name: 'Fresh' })
  const sets = await insertStartingPermissionSets(directory, id)
  expect(await insertStartingPermissionSets(directory, id)).toEqual(sets)
  const { rows } = await reader.query('select scopes from directory.permission_set where id = $1', [sets.partner])
  expect(rows).toEqual([{ scopes: ['catalog:read', 'forecast:read', 'sales:read', 'sales:write', 'store:read'] }])
})

test('seeding does not move a tenant back that was moved, nor into another zone', async () => {
  const cascade = { ...nordhem, slug: 'cascade', name: 'Cascade' }
  const id = await insertTenant(directory, cascade)
  await directory.updateTable('directory.tenant').set({ home_region: 'eu-central-1', placement_epoch: 2 }).where('id', '=', id).execute()
  await insertTenant(directory, cascade)
  const { rows } = await reader.query('select home_region, placement_epoch from directory.tenant where id = $1', [id])
  expect(rows).toEqual([{ home_region: 'eu-central-1', placement_epoch: 2 }])
  await expect(insertTenant(directory, { ...cascade, zone: 'us' })).rejects.toThrow('lives in zone eu, got zone us')
})

test('nobody gets the permission set of another tenant', async () => {
  const other = await insertTenant(directory, { ...nordhem, slug: 'other', name: 'Other' })
  const permissionSetId = await insertPermissionSet(directory, { tenantId: other, name: 'viewer', scopes: [] })
  const attempt = insertUser(directory, { tenantId, subject: randomUUID(), email: 'x@nordhem.example', role: 'viewer', permissionSetId })
  await expect(attempt).rejects.toThrow(/foreign key/)
})

test.each([
  'insert into directory.tenant default values',
  'update directory.tenant set name = name',
  'delete from directory.client',
  'create table directory.x ()',
])('the reader may not %s', async (statement) => {
  await expect(reader.query(statement)).rejects.toThrow(/permission denied/)
})
