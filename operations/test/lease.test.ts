import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '@hemisphere/local/testing/test-database.ts'
import type pg from 'pg'
import {
  confirmDirectoryLease,
  confirmHomeLease,
  revokeDirectoryLease,
  revokeHomeLease,
  type ConfirmHomeLease,
} from '../src/lease/confirm-lease.ts'
import { beat, dropLease, foundHome, foundWriter, holdLease, readLease, restoreLease, takeLease } from '../src/lease/lease.ts'
import { stateOf } from './test-home.ts'
import { migrations } from '../src/migrations.ts'

const homeRegion = 'eu-west-1'
const names = ['home', 'near', 'far'] as const

let databases: Record<(typeof names)[number], { readonly database: TestDatabase; readonly owner: pg.Pool; readonly keeper: pg.Pool }>
/** Nobody answers there. */
let nobody: pg.Pool
let options: ConfirmHomeLease

beforeAll(async () => {
  const make = async () => {
    const database = await createTestDatabase([{ schema: 'ops', ownerRole: 'ops_owner', serviceRole: 'ops_keeper', migrations }])
    return { database, owner: await database.pool('ops_owner'), keeper: await database.pool('ops_keeper') }
  }
  databases = { home: await make(), near: await make(), far: await make() }
  nobody = await databases.home.database.pool('ops_keeper')
  nobody.options.port = 1
  options = { homeRegion, region: homeRegion, member: databases.home.keeper, directory: [databases.near.keeper, databases.far.keeper] }
})

beforeEach(async () => {
  for (const name of names) {
    await databases[name].owner.query('delete from ops.writer; delete from ops.home_writer')
    await foundWriter(databases[name].owner, homeRegion)
    if (name !== 'home') await foundHome(databases[name].owner, homeRegion)
  }
})

afterAll(async () => {
  for (const name of names) await databases[name].database[Symbol.asyncDispose]()
})

async function tell(directory: 'near' | 'far', region: string, epoch: number): Promise<void> {
  await databases[directory].owner.query('update ops.home_writer set writer_region = $1, epoch = $2', [region, epoch])
}

const isHeld = async (): Promise<boolean> => (await readLease(databases.home.keeper)).isHeld

test('a database that was not founded has no lease to read', async () => {
  await databases.home.owner.query('delete from ops.writer')
  await expect(readLease(databases.home.keeper)).rejects.toThrow('not founded')
})

test('a writer that has come up holds nothing until its lease is confirmed, and then keeps it', async () => {
  expect(await isHeld()).toBe(false)
  expect(await confirmHomeLease(options)).toBe('confirmed')
  expect(await isHeld()).toBe(true)
  expect(await confirmHomeLease(options)).toBe('held')
})

test('a lease of another start of the server is not held', async () => {
  await confirmHomeLease(options)
  await databases.home.owner.query(`update ops.writer set held_by_start = held_by_start - interval '1 second'`)
  expect(await isHeld()).toBe(false)
})

test.each([
  ['a later epoch', 'eu-central-1', 2],
  ['the same epoch elsewhere', 'eu-central-1', 1],
] as const)('one member of the directory that knows %s fences a writer that comes back', async (_, region, epoch) => {
  await tell('far', region, epoch)
  expect(await confirmHomeLease(options)).toBe('fenced')
  expect(await isHeld()).toBe(false)
})

test('a later writer fences though the other member of the directory is down', async () => {
  await tell('near', 'eu-central-1', 2)
  expect(await confirmHomeLease({ ...options, directory: [databases.near.keeper, nobody] })).toBe('fenced')
})

test('with one member of the directory down nobody knows, and nothing is confirmed', async () => {
  expect(await confirmHomeLease({ ...options, directory: [databases.near.keeper, nobody] })).toBe('unknown')
  expect(await isHeld()).toBe(false)
})

test('a directory that does not know the home confirms nothing', async () => {
  await databases.far.owner.query('delete from ops.home_writer')
  expect(await confirmHomeLease(options)).toBe('unknown')
})

test('a member whose rows name another region is not confirmed', async () => {
  await databases.home.owner.query(`update ops.writer set region = 'eu-central-1', epoch = 2`)
  expect(await confirmHomeLease(options)).toBe('unknown')
})

test('a lease that is held stays so while the directory is down', async () => {
  await confirmHomeLease(options)
  const alone = { ...options, directory: [nobody, nobody] }
  expect(await confirmHomeLease(alone)).toBe('held')
  expect(await revokeHomeLease(alone)).toBe(false)
  expect(await isHeld()).toBe(true)
})

test('a writer gives its lease up when one member of the directory knows a later writer', async () => {
  await confirmHomeLease(options)
  expect(await revokeHomeLease(options)).toBe(false)
  await tell('far', 'eu-central-1', 2)
  expect(await revokeHomeLease({ ...options, directory: [nobody, databases.far.keeper] })).toBe(true)
  expect(await isHeld()).toBe(false)
  expect(await confirmHomeLease(options)).toBe('fenced')
})

test('no keeper gives back a lease that an operator has dropped', async () => {
  await confirmHomeLease(options)
  expect(await dropLease(databases.home.owner)).toBe(true)
  expect(await isHeld()).toBe(false)
  expect(await confirmHomeLease(options)).toBe('fenced')
  expect(await isHeld()).toBe(false)
  await restoreLease(databases.home.owner, 1)
  expect(await isHeld()).toBe(true)
})

test('a dropped lease of another epoch is not restored', async () => {
  await confirmHomeLease(options)
  await dropLease(databases.home.owner)
  await restoreLease(databases.home.owner, 2)
  expect(await isHeld()).toBe(false)
})

test('a lease is taken with a later epoch alone, also where it was dropped', async () => {
  const { owner } = databases.home
  await dropLease(owner)
  await takeLease(owner, { region: 'eu-central-1', epoch: 2 })
  expect(await readLease(owner)).toMatchObject({ region: 'eu-central-1', epoch: 2, isHeld: true })
  for (const epoch of [1, 2]) await expect(takeLease(owner, { region: homeRegion, epoch })).rejects.toThrow(`epoch ${epoch}`)
  expect(await holdLease(owner, 1)).toBe(false)
  expect(await readLease(owner)).toMatchObject({ region: 'eu-central-1', epoch: 2 })
})

test('the age of a beat is known by the clock of the server', async () => {
  expect((await readLease(databases.home.keeper)).beatAgeMs).toBeNull()
  await beat(databases.home.keeper)
  expect((await readLease(databases.home.keeper)).beatAgeMs).toBeLessThan(5_000)
})

test('founding again changes no writer', async () => {
  await takeLease(databases.home.owner, { region: 'eu-central-1', epoch: 2 })
  await foundWriter(databases.home.owner, homeRegion)
  await tell('near', 'eu-central-1', 2)
  await foundHome(databases.near.owner, homeRegion)
  expect(await readLease(databases.home.owner)).toMatchObject({ region: 'eu-central-1', epoch: 2 })
  expect((await databases.near.owner.query('select writer_region, epoch from ops.home_writer')).rows).toEqual([
    { writer_region: 'eu-central-1', epoch: 2 },
  ])
})

test('a directory’s writer is confirmed only beside a member that answers and is no writer of the same epoch', async () => {
  const member = databases.near.keeper
  expect(await confirmDirectoryLease({ member, otherMember: nobody })).toBe('unknown')
  // Both are writers here: each could be the one that was promoted.
  expect(await confirmDirectoryLease({ member, otherMember: databases.far.keeper })).toBe('fenced')
  await databases.near.owner.query('update ops.writer set epoch = 2')
  expect(await confirmDirectoryLease({ member, otherMember: databases.far.keeper })).toBe('confirmed')
})

test('a directory’s writer gives its lease up when the other member is a later one', async () => {
  const members = { member: databases.near.keeper, otherMember: databases.far.keeper }
  await holdLease(databases.near.keeper, 1)
  expect(await revokeDirectoryLease(members)).toBe(false)
  await takeLease(databases.far.owner, { region: 'eu-central-1', epoch: 2 })
  expect(await revokeDirectoryLease(members)).toBe(true)
  expect(await confirmDirectoryLease(members)).toBe('fenced')
})

test('functions of the write-ahead log are refused here as in Aurora', async () => {
  for (const name of ['pg_current_wal_lsn', 'pg_last_wal_replay_lsn', 'pg_last_xact_replay_timestamp'])
    expect(await stateOf(databases.home.owner.query(`select ${name}()`))).toBe('42501')
})
