import { randomUUID } from 'node:crypto'
import { homeLoginId } from '@hemisphere/kit/home-database.ts'
import { createTestZone, type TestZone } from '@hemisphere/local/testing/test-zone.ts'
import type pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { confirmDirectoryLease, confirmHomeLease } from '../src/lease/confirm-lease.ts'
import { holdLease, readLease } from '../src/lease/lease.ts'
import { placeTenant } from '../src/placement/place-tenant.ts'
import { promoteHome, writerOf, type PromoteHome } from '../src/promote/promote-home.ts'
import type { OperatedDatabase } from '../src/zone-databases.ts'
import { inTransaction, stateOf } from './test-home.ts'

const [first, second] = ['eu-west-1', 'eu-central-1'] as const
type Region = typeof first | typeof second
const regions = [first, second] as const
const tenantId = randomUUID()

let zone: TestZone
let home: OperatedDatabase
let directory: OperatedDatabase
let catalog: Record<Region, pg.Pool>
/** What the edge was told. */
let published: unknown[] = []

beforeAll(async () => {
  zone = await createTestZone(['directory-eu', 'home-eu-west-1'])
  home = await operate('home-eu-west-1', homeLoginId(first, 'ops-owner'))
  directory = await operate('directory-eu', 'hemisphere/database/directory-ops-owner')
  const login = homeLoginId(first, 'catalog-owner')
  catalog = { [first]: await zone.pool(first, login), [second]: await zone.pool(second, login) }
  for (const { members } of [home, directory]) await holdLease(getOwner(members, first), 1)
  await placeTenant(getOwner(home.members, first), { tenantId, epoch: 1 })
  await catalog[first].query('create table catalog.note (tenant_id uuid not null, id int not null)')
  await catalog[first].query(`select ops.install_write_guards('catalog')`)
}, 120_000)

afterAll(() => zone[Symbol.asyncDispose](), 60_000)

async function operate(name: string, secretId: string): Promise<OperatedDatabase> {
  return { name, members: await Promise.all(regions.map(async (region) => ({ region, owner: await zone.pool(region, secretId) }))) }
}

function getOwner(members: OperatedDatabase['members'], region: string): pg.Pool {
  const member = members.find((candidate) => candidate.region === region)
  if (member === undefined) throw new Error(`no member in ${region}`)
  return member.owner
}

const databaseOf = (name: string) => zone.database(name === home.name ? 'home-eu-west-1' : 'directory-eu')

const regionOf = (name: string): Region => (name === first ? first : second)

function promotion(region: Region, changes: Partial<PromoteHome> = {}): PromoteHome {
  return {
    homeRegion: first,
    home,
    directory,
    region,
    promoteReplica: (name, to) => databaseOf(name).promote(regionOf(to)),
    async publishWriterEpoch(...told) {
      published.push(told)
    },
    tell: () => undefined,
    now: Date.now,
    ...changes,
  }
}

function write(region: Region, id: number): Promise<unknown> {
  return inTransaction(catalog[region], { 'hemisphere.tenant': tenantId }, (client) =>
    client.query('insert into catalog.note values ($1, $2)', [tenantId, id]),
  )
}

async function idsAt(region: Region): Promise<readonly number[]> {
  const { rows } = await catalog[region].query<{ id: number }>('select id from catalog.note order by id')
  return rows.map(({ id }) => id)
}

async function wordOf({ members }: OperatedDatabase, region: Region): Promise<unknown> {
  const { rows } = await getOwner(members, region).query<object>(
    'select writer_region as region, epoch from ops.home_writer where home_region = $1',
    [first],
  )
  return rows[0]
}

const leaseAt = ({ members }: OperatedDatabase, region: Region) => readLease(getOwner(members, region))

const cutOff = new Error('the operator was cut off')

test('a planned promotion loses nothing that was acknowledged, and tells the directory before and the edge after', async () => {
  const acknowledged: number[] = []
  const over = new AbortController()
  const writing = (async () => {
    for (let id = 1; !over.signal.aborted; id += 1) {
      await write(first, id).then(
        () => acknowledged.push(id),
        () => undefined,
      )
    }
  })()
  let wordBefore: unknown
  const promoted = await promoteHome(
    promotion(second, {
      async promoteReplica(name, to) {
        wordBefore = await wordOf(directory, first)
        expect((await leaseAt(home, first)).isHeld).toBe(false)
        await databaseOf(name).promote(regionOf(to))
      },
    }),
  ).finally(() => over.abort())
  await writing
  expect(acknowledged.length).toBeGreaterThan(0)
  expect(await idsAt(second)).toEqual(acknowledged)
  expect(promoted).toMatchObject([{ database: home.name, epoch: 2, isPlanned: true, replicatedUpTo: undefined }])
  expect(wordBefore).toEqual({ region: second, epoch: 2 })
  expect(published).toEqual([[first, 2]])
  expect(await leaseAt(home, second)).toMatchObject({ region: second, epoch: 2, isHeld: true })
  await write(second, 10_001)
  await zone.database('home-eu-west-1').start(first)
  await vi.waitFor(async () => expect(await leaseAt(home, first)).toMatchObject({ region: second, epoch: 2, isReplica: true }))
})

test('a promotion to where the writer is already tells directory and edge again, and changes nothing', async () => {
  published = []
  expect(await promoteHome(promotion(second))).toEqual([])
  expect(published).toEqual([[first, 2]])
  expect(await wordOf(directory, first)).toEqual({ region: second, epoch: 2 })
})

test('a replica that does not catch up is not promoted, and the writer takes writes again', async () => {
  const replay = (verb: string): Promise<unknown> => pausing(first, `select pg_wal_replay_${verb}()`)
  await replay('pause')
  try {
    await write(second, 10_002)
    await expect(promoteHome(promotion(first, { catchUpLimitMs: 200 }))).rejects.toThrow('its writer takes writes again')
    await write(second, 10_003)
  } finally {
    await replay('resume')
  }
  expect(await wordOf(directory, first)).toEqual({ region: second, epoch: 2 })
})

test('a directory that can not be told leaves the writer as it was', async () => {
  const directoryOwner = getOwner(directory.members, first)
  await directoryOwner.query('alter table ops.home_writer rename to home_writer_gone')
  try {
    await expect(promoteHome(promotion(first))).rejects.toThrow('home_writer')
    await directoryOwner.query('create table ops.home_writer (like ops.home_writer_gone)')
    await expect(promoteHome(promotion(first))).rejects.toThrow('its writer takes writes again')
    await directoryOwner.query('drop table ops.home_writer')
  } finally {
    await directoryOwner.query('alter table ops.home_writer_gone rename to home_writer')
  }
  await write(second, 10_004)
  expect((await leaseAt(home, first)).isReplica).toBe(true)
})

test('a promotion that was cut off before the replica was promoted is ended when it is made again', async () => {
  const cut = async (): Promise<void> => {
    throw cutOff
  }
  await expect(promoteHome(promotion(first, { promoteReplica: cut }))).rejects.toThrow(cutOff)
  // Nobody can say whether it was promoted: no write may be taken meanwhile.
  expect(await stateOf(write(second, 10_005))).toBe('HS003')
  expect(await confirmHome(second)).toBe('fenced')
  expect(await promoteHome(promotion(first))).toMatchObject([{ isPlanned: true }])
  const { epoch } = await leaseAt(home, first)
  expect(epoch).toBeGreaterThan(2)
  expect(await wordOf(directory, first)).toEqual({ region: first, epoch })
  await write(first, 10_006)
  await zone.database('home-eu-west-1').start(second)
})

test('a promotion that was cut off before its lease was taken is ended when it is made again', async () => {
  const before = await leaseAt(home, first)
  const cut = async (name: string, to: string): Promise<void> => {
    await databaseOf(name).promote(regionOf(to))
    throw cutOff
  }
  await expect(promoteHome(promotion(second, { promoteReplica: cut }))).rejects.toThrow(cutOff)
  expect(await stateOf(write(second, 10_007))).toBe('HS003')
  await promoteHome(promotion(second))
  const lease = await leaseAt(home, second)
  expect(lease).toMatchObject({ region: second, isHeld: true })
  expect(lease.epoch).toBeGreaterThan(before.epoch)
  expect(await wordOf(directory, first)).toEqual({ region: second, epoch: lease.epoch })
  await write(second, 10_008)
  await zone.database('home-eu-west-1').start(first)
})

test('a promotion whose edge could not be told is ended when it is made again', async () => {
  published = []
  const publishWriterEpoch = async (): Promise<void> => {
    throw cutOff
  }
  await expect(promoteHome(promotion(first, { publishWriterEpoch }))).rejects.toThrow(cutOff)
  await promoteHome(promotion(first))
  expect(published).toEqual([[first, (await leaseAt(home, first)).epoch]])
  await zone.database('home-eu-west-1').start(second)
})

test('with the whole region lost the directory goes along, and who comes back is fenced', async () => {
  const acknowledged = await idsAt(first)
  const { epoch } = await leaseAt(home, first)
  for (const name of ['directory-eu', 'home-eu-west-1'] as const) await zone.database(name).kill(first)
  const promoted = await promoteHome(promotion(second))
  expect(promoted).toMatchObject([
    { database: 'directory-eu', epoch: 2, isPlanned: false },
    { database: 'home-eu-west-1', epoch: epoch + 1, isPlanned: false },
  ])
  for (const { replicatedUpTo } of promoted) expect(Date.parse(replicatedUpTo ?? '')).toBeLessThanOrEqual(Date.now())
  expect(await idsAt(second)).toEqual(acknowledged)
  await write(second, 10_009)
  expect((await writerOf(directory)).region).toBe(second)

  for (const name of ['directory-eu', 'home-eu-west-1'] as const) await zone.database(name).startAsItWas(first)
  expect(await confirmHome(first)).toBe('fenced')
  expect(
    await confirmDirectoryLease({ member: getOwner(directory.members, first), otherMember: getOwner(directory.members, second) }),
  ).toBe('fenced')
  expect(await stateOf(write(first, 10_010))).toBe('HS003')
  expect((await writerOf(home)).region).toBe(second)
})

function confirmHome(region: Region): Promise<string> {
  return confirmHomeLease({
    homeRegion: first,
    region,
    member: getOwner(home.members, region),
    directory: regions.map((at) => getOwner(directory.members, at)),
  })
}

/** As the administrator of the home's server in a region. */
async function pausing(region: Region, statement: string): Promise<unknown> {
  return zone.asAdmin('home-eu-west-1', region, (admin) => admin.query(statement))
}
