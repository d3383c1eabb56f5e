import { randomUUID } from 'node:crypto'
import { access, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { homeLoginId } from '@hemisphere/kit/home-database.ts'
import { holdLease, readLease, takeLease } from '@hemisphere/operations/lease/lease.ts'
import { placeTenant } from '@hemisphere/operations/placement/place-tenant.ts'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createTestZone, type TestZone } from '../testing/test-zone.ts'
import { postgresRoot } from '../world/state-folder.ts'
import type { GlobalDatabase } from './global-database.ts'

const name = 'home-eu-west-1'
const [first, second] = ['eu-west-1', 'eu-central-1'] as const
type Member = typeof first | typeof second

const tenant = randomUUID()
let zone: TestZone
let pools: Record<Member, { readonly ops: pg.Pool; readonly catalog: pg.Pool }>

beforeAll(async () => {
  zone = await createTestZone([name])
  const open = async (region: Member) => ({
    ops: await zone.pool(region, homeLoginId(first, 'ops-owner')),
    catalog: await zone.pool(region, homeLoginId(first, 'catalog-owner')),
  })
  pools = { [first]: await open(first), [second]: await open(second) }
  const { ops, catalog } = pools[first]
  await holdLease(ops, 1)
  await placeTenant(ops, { tenantId: tenant, epoch: 1 })
  await catalog.query(`create table catalog.note (tenant_id uuid not null, body text not null)`)
  await catalog.query(`select ops.install_write_guards('catalog')`)
}, 120_000)

afterAll(() => zone[Symbol.asyncDispose](), 60_000)

const database = (): GlobalDatabase => zone.database(name)

async function write(region: Member, body: string): Promise<void> {
  const client = await pools[region].catalog.connect()
  try {
    await client.query(`select set_config('hemisphere.tenant', $1, false)`, [tenant])
    await client.query('insert into catalog.note values ($1, $2)', [tenant, body])
  } finally {
    client.release(true)
  }
}

async function bodiesAt(region: Member): Promise<readonly string[]> {
  const { rows } = await pools[region].catalog.query<{ body: string }>('select body from catalog.note order by body')
  return rows.map(({ body }) => body)
}

const untilAt = (region: Member, body: string): Promise<void> =>
  vi.waitFor(async () => expect(await bodiesAt(region)).toContain(body), { timeout: 10_000, interval: 20 })

/** Puts a file of no other name among those of a member; whether they were made anew since then. */
async function mark(region: Member): Promise<() => Promise<boolean>> {
  const file = join(await postgresRoot(zone.state, name, region), 'data', `marker-${randomUUID()}`)
  await writeFile(file, '')
  return () =>
    access(file).then(
      () => false,
      () => true,
    )
}

test('a replica has what its writer commits, takes no write, and knows who the writer is', async () => {
  await write(first, 'a')
  await untilAt(second, 'a')
  await expect(write(second, 'x')).rejects.toMatchObject({ code: '25006' })
  expect(await readLease(pools[second].ops)).toMatchObject({ region: first, epoch: 1, isReplica: true, isHeld: false })
  expect([database().stateOf(first), database().stateOf(second)]).toEqual(['writer', 'replica'])
})

test('another start gives every member the role that it had, and the writer no lease until it is confirmed', async () => {
  const isRebuilt = await mark(second)
  await zone.restart()
  expect([database().stateOf(first), database().stateOf(second)]).toEqual(['writer', 'replica'])
  expect(await isRebuilt()).toBe(false)
  await expect(write(first, 'x')).rejects.toMatchObject({ code: 'HS003' })
  await holdLease(pools[first].ops, 1)
  await write(first, 'b')
  await untilAt(second, 'b')
})

test('a planned promotion loses nothing, and the old writer follows without being rebuilt', async () => {
  const isRebuilt = await mark(first)
  await write(first, 'c')
  await database().promote(second)
  await takeLease(pools[second].ops, { region: second, epoch: 2 })
  expect(await bodiesAt(second)).toEqual(['a', 'b', 'c'])
  expect(database().stateOf(first)).toBe('stopped')
  await write(second, 'd')
  await database().start(first)
  expect([database().stateOf(first), database().stateOf(second)]).toEqual(['replica', 'writer'])
  await untilAt(first, 'd')
  expect(await isRebuilt()).toBe(false)
})

test('a promotion that is repeated changes nothing', async () => {
  await database().promote(second)
  expect(database().writer()).toBe(second)
  await write(second, 'e')
  await database().start(first)
  await untilAt(first, 'e')
})

test('the roles after a promotion outlive another start', async () => {
  await zone.restart()
  expect([database().writer(), database().stateOf(first), database().stateOf(second)]).toEqual([second, 'replica', 'writer'])
  await holdLease(pools[second].ops, 2)
  await write(second, 'f')
  await untilAt(first, 'f')
})

test('the replica of a lost writer is promoted with all that it had, and takes writes', async () => {
  await database().kill(second)
  expect(database().stateOf(second)).toBe('stopped')
  await expect(write(second, 'x')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  await database().promote(first)
  await takeLease(pools[first].ops, { region: first, epoch: 3 })
  await write(first, 'g')
  expect(await bodiesAt(first)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g'])
})

test('a lost writer that is started as it was believes to be the writer, holds no lease and takes no write', async () => {
  await database().startAsItWas(second)
  expect(await readLease(pools[second].ops)).toMatchObject({ region: second, epoch: 2, isReplica: false, isHeld: false })
  await expect(write(second, 'h')).rejects.toMatchObject({ code: 'HS003' })
  expect(database().writer()).toBe(first)
})

test('it comes back as a replica that is made from the new writer, without what it alone has', async () => {
  const isRebuilt = await mark(second)
  await pools[second].ops.query('create table ops.own_history (id int)')
  await database().stop(second)
  await database().start(second)
  expect(database().stateOf(second)).toBe('replica')
  expect(await isRebuilt()).toBe(true)
  expect((await pools[second].ops.query(`select to_regclass('ops.own_history') as found`)).rows).toEqual([{ found: null }])
  await write(first, 'i')
  await untilAt(second, 'i')
})

test('a replica that was killed follows again as it is', async () => {
  const isRebuilt = await mark(second)
  await database().kill(second)
  await write(first, 'j')
  await database().start(second)
  await untilAt(second, 'j')
  expect(await isRebuilt()).toBe(false)
})

test('a replica that stayed away until the writer’s log was gone is rebuilt', async () => {
  const isRebuilt = await mark(second)
  await database().stop(second)
  await write(first, 'k')
  await dropLog(first)
  await database().start(second)
  expect(await isRebuilt()).toBe(true)
  await untilAt(second, 'k')
})

test('a member that does not run is not promoted', async () => {
  await database().stop(second)
  await expect(database().promote(second)).rejects.toThrow('no running member')
  expect([database().writer(), database().stateOf(first)]).toEqual([first, 'writer'])
  await database().start(second)
})

/** Removes the finished segments of a writer's log, as it does itself after 512 MB. */
async function dropLog(region: Member): Promise<void> {
  const { rows } = await zone.asAdmin(name, region, (admin) =>
    admin.query<{ current: string }>('select pg_walfile_name(pg_current_wal_lsn()) as current'),
  )
  expect(rows[0]?.current).toBeDefined()
  await database().stop(region)
  await database().start(region)
  await holdLease(pools[region].ops, 3)
  const folder = join(await postgresRoot(zone.state, name, region), 'data', 'pg_wal')
  const current = rows[0]?.current ?? ''
  for (const file of await readdir(folder)) if (/^[0-9A-F]{24}$/.test(file) && file <= current) await rm(join(folder, file))
}
