import { readLease } from '@hemisphere/operations/lease/lease.ts'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createOperateWorld, type OperateWorld } from './operate-world.ts'

const [first, second] = ['eu-west-1', 'eu-central-1'] as const
const partner = { clientId: '1h57kf5cpq17m0eml12EXAMPLE', name: 'till' }
const tenant = {
  slug: 'nordhem',
  name: 'Nordhem',
  homeRegion: first,
  currencyCode: 'EUR',
  timeZone: 'Europe/Dublin',
  people: [
    { email: 'Ada@nordhem.example', role: 'admin' },
    { email: 'eve@nordhem.example', role: 'viewer', subject: '11111111-1111-4111-8111-111111111111' },
  ],
  partner,
}

let world: OperateWorld

beforeAll(async () => {
  world = await createOperateWorld()
}, 180_000)

afterAll(() => world[Symbol.asyncDispose](), 60_000)

beforeEach(() => {
  world.failovers.length = 0
})

/** Every row that the directory has of tenants, people and clients, and every placement. */
async function allRows(): Promise<unknown> {
  const directory = await world.owner('directory-eu', first, 'directory')
  const tables = ['tenant', 'permission_set', 'app_user', 'client']
  const rows = await Promise.all(
    tables.map(async (table) => (await directory.query<object>(`select * from directory.${table} order by id`)).rows),
  )
  const placements = await Promise.all(
    [first, second].map(async (home) => {
      const owner = await world.owner(`home-${home}`, home)
      return (await owner.query<object>('select tenant_id, epoch, state from ops.placement order by 1')).rows
    }),
  )
  return [rows, placements]
}

test('a tenant is made with its people, its partner and its place at home; whoever is not at the user pool is invited', async () => {
  const { lines, outcome } = await world.run({ command: 'add-tenant', tenant })
  expect(outcome).toEqual({ regionStates: {} })
  expect(lines.at(-1)).toBe('nordhem is at home in eu-west-1, epoch 1; 2 may sign in')
  expect(lines.join('\n')).not.toContain('@')
  const directory = await world.owner('directory-eu', first, 'directory')
  const { rows: people } = await directory.query<object>(
    'select email, role, subject, p.name as permissions from directory.app_user u join directory.permission_set p on p.id = u.permission_set_id order by email',
  )
  expect(people).toEqual([
    { email: 'ada@nordhem.example', role: 'admin', subject: world.users.get('ada@nordhem.example'), permissions: 'admin' },
    { email: 'eve@nordhem.example', role: 'viewer', subject: tenant.people[1]?.subject, permissions: 'viewer' },
  ])
  expect([...world.users.keys()]).toEqual(['ada@nordhem.example'])
  const { rows: clients } = await directory.query<object>('select client_id as "clientId", name from directory.client')
  expect(clients).toEqual([partner])
  const { rows: tenants } = await directory.query<{ id: string }>(`select id from directory.tenant where slug = 'nordhem'`)
  const home = await world.owner('home-eu-west-1', first)
  const { rows: placements } = await home.query<object>('select tenant_id as id, epoch, state from ops.placement')
  expect(placements).toEqual([{ id: tenants[0]?.id, epoch: 1, state: 'active' }])
})

test('the same tenant again changes nothing', async () => {
  const before = await allRows()
  const { lines } = await world.run({ command: 'add-tenant', tenant })
  expect(lines).toEqual(['nordhem was at home in eu-west-1, epoch 1; 2 may sign in'])
  expect(await allRows()).toEqual(before)
  expect(world.users.size).toBe(1)
})

test('every fault of a tenant is named by its place, without what stands there, and nothing is done', async () => {
  const before = await allRows()
  const faulty = {
    ...tenant,
    slug: 'Nord hem',
    currencyCode: 'EURO',
    timeZone: 'Dublin',
    people: [{ email: 'secret-person', role: 'boss' }, ...tenant.people, { email: 'ada@nordhem.example', role: 'viewer' }],
  }
  const fault: unknown = await world.run({ command: 'add-tenant', tenant: faulty }).catch((error: unknown) => error)
  const text = String(fault)
  for (const place of ['slug', 'currencyCode', 'timeZone', 'people.0.email', 'people.0.role']) expect(text).toContain(`tenant.${place}: `)
  expect(text).not.toContain('secret-person')
  const twice = { ...tenant, people: [...tenant.people, { email: 'ADA@nordhem.example', role: 'viewer' }] }
  await expect(world.run({ command: 'add-tenant', tenant: twice })).rejects.toThrow('tenant.people.2.email: stands there twice')
  expect(await allRows()).toEqual(before)
})

test('a home of another zone, and somebody who cannot be invited from here, are refused before anything is done', async () => {
  const before = await allRows()
  const away = { ...tenant, slug: 'away', homeRegion: 'us-east-1' }
  await expect(world.run({ command: 'add-tenant', tenant: away })).rejects.toThrow('wanted one of zone eu')
  world.hasUserPool = false
  await expect(world.run({ command: 'add-tenant', tenant: { ...tenant, slug: 'other' } })).rejects.toThrow('1 of 2 people have no subject')
  world.hasUserPool = true
  expect(await allRows()).toEqual(before)
})

test('a tenant whose rows cannot all be written is not written in part', async () => {
  const before = await allRows()
  const other = { ...tenant, slug: 'other', partner: { ...partner, name: 'theirs' } }
  await expect(world.run({ command: 'add-tenant', tenant: other })).rejects.toThrow('duplicate key')
  expect(await allRows()).toEqual(before)
})

test('status says of every member what it is, under which epoch and lease', async () => {
  const { lines } = await world.run({ command: 'status' })
  const rowOf = (database: string, region: string): string | undefined =>
    lines.find((line) => line.startsWith(database) && line.includes(` ${region} `))
  expect(rowOf('home-eu-west-1', first)).toMatch(/writer +1 +held +now$/)
  expect(rowOf('home-eu-west-1', second)).toMatch(/replica +1 +of eu-west-1 +\d+ ms ago$/)
  expect(rowOf('directory-eu', second)).toMatch(/replica +1 +of eu-west-1/)
  expect(lines).toHaveLength(2 + 6)
})

test('a tenant moves to the other region of its zone, and nowhere else', async () => {
  await expect(world.run({ command: 'move-tenant', slug: 'nordhem', to: 'us-east-1' })).rejects.toThrow('wanted a region of zone eu')
  await expect(world.run({ command: 'move-tenant', slug: 'nobody', to: second })).rejects.toThrow('zone eu knows no tenant "nobody"')
  const { lines } = await world.run({ command: 'move-tenant', slug: 'nordhem', to: second })
  expect(lines.at(-1)).toBe('nordhem is at home in eu-central-1, epoch 2; its clients get fresh tokens as they ask')
  const { rows } = await (await world.owner('home-eu-central-1', second)).query<object>('select epoch, state from ops.placement')
  expect(rows).toEqual([{ epoch: 2, state: 'active' }])
})

test('a tenant that has moved stays where it is when it is added again', async () => {
  const { lines } = await world.run({ command: 'add-tenant', tenant })
  expect(lines[0]).toBe('nordhem has moved to eu-central-1 and stays there')
  const { rows } = await (await world.owner('home-eu-west-1', first)).query<object>('select epoch, state from ops.placement')
  expect(rows).toEqual([{ epoch: 2, state: 'moved' }])
})

test('with its writer there, a home is switched over without data loss, and the edge is to be told', async () => {
  const { lines, outcome } = await world.run({ command: 'promote', home: first, to: second })
  expect(world.failovers).toEqual([
    { target: 'arn:aws:rds:eu-central-1:222222222222:cluster:hemisphere-home-eu-west-1-eu-central-1', allowDataLoss: false },
  ])
  expect(lines.at(-1)).toBe('home-eu-west-1: nothing was lost')
  expect(outcome).toEqual({ regionStates: { [first]: { writerEpoch: 2 } } })
  expect(await readLease(await world.owner('home-eu-west-1', second))).toMatchObject({ region: second, epoch: 2, isHeld: true })
})

test('the same promotion again fails nothing over, and says again what the edge is to be told', async () => {
  const { outcome } = await world.run({ command: 'promote', home: first, to: second })
  expect(world.failovers).toEqual([])
  expect(outcome).toEqual({ regionStates: { [first]: { writerEpoch: 2 } } })
})

test('a promotion that was broken off is ended when it is made again', async () => {
  await vi.waitFor(async () =>
    expect(await readLease(await world.owner('home-eu-west-1', first))).toMatchObject({ isReplica: true, epoch: 2 }),
  )
  world.cutOff()
  await expect(world.run({ command: 'promote', home: first, to: first })).rejects.toThrow('the task was stopped')
  expect(await readLease(await world.owner('home-eu-west-1', second))).toMatchObject({ isHeld: false })
  const { outcome } = await world.run({ command: 'promote', home: first, to: first })
  const { epoch, isHeld } = await readLease(await world.owner('home-eu-west-1', first))
  expect(isHeld).toBe(true)
  expect(outcome).toEqual({ regionStates: { [first]: { writerEpoch: epoch } } })
})

test('with the region lost its home and the directory are failed over with what data loss there is, and the lost region is told of', async () => {
  await vi.waitFor(async () => expect((await readLease(await world.owner('home-eu-west-1', second))).isReplica).toBe(true))
  for (const name of ['home-eu-west-1', 'directory-eu'] as const) await world.zone.database(name).kill(first)
  const { lines, outcome } = await world.run({ command: 'promote', home: first, to: second })
  expect(world.failovers.map(({ allowDataLoss }) => allowDataLoss)).toEqual([true, true])
  expect(world.failovers.map(({ target }) => target.split(':').at(-1))).toEqual([
    'hemisphere-directory-eu-eu-central-1',
    'hemisphere-home-eu-west-1-eu-central-1',
  ])
  expect(lines).toContain('home-eu-west-1: its writer in eu-west-1 does not answer')
  expect(lines.at(-1)).toMatch(/^home-eu-west-1: what was acknowledged after .+ is lost$/)
  const { epoch } = await readLease(await world.owner('home-eu-west-1', second))
  expect(outcome).toEqual({ regionStates: { [first]: { writerEpoch: epoch } } })
  const status = await world.run({ command: 'status' })
  expect(status.lines.filter((line) => line.includes('SILENT'))).toHaveLength(2)
})

test('the sessions are promoted, waited for, and not promoted twice', async () => {
  const { lines } = await world.run({ command: 'promote-sessions', to: second })
  expect(lines).toEqual(['the sessions have their primary in eu-central-1 now'])
  expect(world.sessions).toMatchObject({ Status: 'available', Members: [{ Role: 'SECONDARY' }, { Role: 'PRIMARY' }] })
  expect((await world.run({ command: 'promote-sessions', to: second })).lines).toEqual([
    'the sessions have their primary in eu-central-1 already',
  ])
})

test.each([
  [{ command: 'promote', home: 'us-east-1', to: 'us-west-2' }, 'got region us-east-1, wanted one of zone eu'],
  [{ command: 'promote', home: first, to: 'us-west-2' }, 'got region us-west-2, wanted one of zone eu'],
  [{ command: 'promote-sessions', to: 'us-west-2' }, 'got region us-west-2, wanted one of zone eu'],
  [{ command: 'promote', home: 'sa-east-1', to: second }, 'home: '],
  [{ command: 'drop-everything' }, 'command: '],
])('order %j is refused', async (order, reason) => {
  await expect(world.run(order)).rejects.toThrow(reason)
  expect(world.failovers).toEqual([])
})

test('an order that was replaced meanwhile is not carried out in place of the one that was given', async () => {
  await expect(world.run({ command: 'status' }, { ORDER_ID: 'order-2' })).rejects.toThrow('order order-2 does not wait')
})

test('every fault of the configuration is told at once', async () => {
  const faults = world.run({ command: 'status' }, { HEMISPHERE_REGION: 'x', DATABASE_MEMBERS: 'home=here', USER_POOL_ID: 'x' })
  await expect(faults).rejects.toThrow(/HEMISPHERE_REGION[^]*DATABASE_MEMBERS[^]*USER_POOL_ID/)
})
