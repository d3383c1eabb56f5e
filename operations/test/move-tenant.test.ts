import { randomUUID } from 'node:crypto'
import { findPlacementBySlug, flipHome } from '@hemisphere/identity/directory/placement.ts'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { fenceTenant, findPlacement } from '../src/placement/place-tenant.ts'
import { moveTenant, type MoveTenant } from '../src/tenant-move/move-tenant.ts'
import { countRows, createTestHome, insertBasket, inTransaction, stateOf, type TestHome } from './test-home.ts'
import { createTestDirectory, type TestDirectory } from './test-directory.ts'

let old: TestHome
let next: TestHome
let directory: TestDirectory
let tenantId: string
let restarted: string[]

beforeAll(async () => {
  ;[old, next, directory] = await Promise.all([createTestHome('eu-west-1'), createTestHome('eu-central-1'), createTestDirectory()])
})

beforeEach(async () => {
  restarted = []
  tenantId = await old.place()
  await directory.add(tenantId, 'eu-west-1')
})

afterAll(async () => {
  for (const made of [old, next, directory]) await made[Symbol.asyncDispose]()
})

/** A move of the tenant to the other home. Both are writers here, so that the old one stands for its own replica. */
function move(changes: Partial<MoveTenant> = {}): MoveTenant {
  return {
    tenant: { tenantId, zone: 'eu', homeRegion: 'eu-west-1', epoch: 1 },
    from: { region: 'eu-west-1', zone: 'eu', ops: old.ops, schema: () => old.owner },
    to: { region: 'eu-central-1', zone: 'eu', ops: next.ops, schema: () => next.owner },
    replica: () => old.owner,
    schemas: ['shop'],
    flip: ({ epoch }, homeRegion) => flipHome(directory.owner, { tenantId, epoch, homeRegion }),
    find: () => findPlacementBySlug(directory.owner, tenantId),
    async restartJobs(tenant) {
      restarted.push(tenant)
    },
    tell: () => undefined,
    now: Date.now,
    ...changes,
  }
}

async function fill(baskets = 3): Promise<void> {
  await inTransaction(old.service, { 'hemisphere.tenant': tenantId }, async (client) => {
    await client.query(
      `insert into shop.basket (tenant_id, id, name, paid_at, total, facts)
       select $1, id, 'basket ' || id || E'\\t\\\\N\\n', '2026-05-01 12:00:00.123456+02'::timestamptz + id * interval '1 s', id / 3.0,
         case when id % 2 = 0 then jsonb_build_object('é', id) end
       from generate_series(1, $2) as id`,
      [tenantId, baskets],
    )
    // The first refers to a later one.
    await client.query(
      `insert into shop.article (tenant_id, basket_id, part_of, "Label") overriding system value
       select $1, 1, null, 'part ' || id from generate_series(1, 3) as id`,
      [tenantId],
    )
    await client.query('update shop.article set part_of = (select max(id) from shop.article) where id = (select min(id) from shop.article)')
    await client.query(`insert into shop.visit values ($1, '2026-05-01', 3)`, [tenantId])
  })
}

function rowsOf({ owner }: TestHome, table: string): Promise<unknown[]> {
  return inTransaction(owner, { 'hemisphere.tenant': tenantId }, async (client) => {
    const { rows } = await client.query<{ row: string }>(`select one::text as row from shop.${table} as one order by 1`)
    return rows.map(({ row }) => row)
  })
}

const tables = ['basket', 'article', 'visit']
const contentsOf = (home: TestHome): Promise<unknown[][]> => Promise.all(tables.map((table) => rowsOf(home, table)))
const nothing = [[], [], []]

/** Holds that nothing has happened: rows, placements and the directory are as before, and the tenant writes. */
async function expectUnmoved(before: readonly unknown[][]): Promise<void> {
  expect(await contentsOf(old)).toEqual(before)
  expect(await contentsOf(next)).toEqual(nothing)
  expect(await findPlacement(old.ops, tenantId)).toEqual({ epoch: 1, state: 'active' })
  expect(await findPlacement(next.ops, tenantId)).toBeUndefined()
  expect(await directory.find(tenantId)).toEqual({ homeRegion: 'eu-west-1', epoch: 1 })
  expect(restarted).toEqual([])
  await insertBasket(old.service, tenantId, 1_000, { 'hemisphere.placement_epoch': '1' })
}

test('all rows are at the new home, equal, and none at the old one', async () => {
  await fill()
  const before = await contentsOf(old)
  const moved = await moveTenant(move())
  expect(await contentsOf(next)).toEqual(before)
  expect(await contentsOf(old)).toEqual(nothing)
  expect(moved).toMatchObject({ epoch: 2, erasedRows: 7 })
  expect(moved.tables).toEqual([
    { table: 'shop.basket', rows: 3 },
    { table: 'shop.visit', rows: 1 },
    { table: 'shop.article', rows: 3 },
  ])
  expect(restarted).toEqual([tenantId])
})

test('epochs, states and the directory agree afterwards, and each home answers by them', async () => {
  await fill()
  await moveTenant(move())
  expect(await directory.find(tenantId)).toEqual({ homeRegion: 'eu-central-1', epoch: 2 })
  expect(await findPlacement(next.ops, tenantId)).toEqual({ epoch: 2, state: 'active' })
  expect(await findPlacement(old.ops, tenantId)).toEqual({ epoch: 2, state: 'moved' })
  const check = (home: TestHome, epoch: number): Promise<unknown> =>
    stateOf(home.service.query('select ops.check_placement($1, $2)', [tenantId, epoch]))
  expect([await check(old, 1), await check(old, 2), await check(next, 1), await check(next, 2)]).toEqual([
    'HS001',
    'HS001',
    'HS001',
    undefined,
  ])
  expect(await stateOf(insertBasket(old.service, tenantId, 9))).toBe('HS001')
  await insertBasket(next.service, tenantId, 9, { 'hemisphere.placement_epoch': '2' })
})

test('other tenants of both homes stay as they were', async () => {
  const [here, there] = [await old.place(), await next.place()]
  await insertBasket(old.service, here, 1)
  await insertBasket(next.service, there, 1)
  await fill()
  await moveTenant(move())
  expect([await countRows(old.owner, here, 'basket'), await countRows(next.owner, there, 'basket')]).toEqual([1, 1])
})

test('a tenant moves back with the next epoch', async () => {
  await fill()
  const before = await contentsOf(old)
  const there = move()
  await moveTenant(there)
  await moveTenant({
    ...there,
    tenant: { ...there.tenant, homeRegion: 'eu-central-1', epoch: 2 },
    from: there.to,
    to: there.from,
    replica: () => next.owner,
  })
  expect(await contentsOf(old)).toEqual(before)
  expect(await contentsOf(next)).toEqual(nothing)
  expect(await findPlacement(old.ops, tenantId)).toEqual({ epoch: 3, state: 'active' })
  expect(await findPlacement(next.ops, tenantId)).toEqual({ epoch: 3, state: 'moved' })
})

test('a move out of the zone is refused before anything is touched', async () => {
  await fill()
  const before = await contentsOf(old)
  const away = move()
  await expect(moveTenant({ ...away, to: { ...away.to, region: 'us-east-1', zone: 'us' } })).rejects.toThrow(
    /wanted a region of zone eu: a tenant's data never leaves its zone/,
  )
  await expectUnmoved(before)
})

test('a move to where the tenant always was is refused', async () => {
  await fill()
  const before = await contentsOf(old)
  const stay = move()
  await expect(moveTenant({ ...stay, from: stay.to, to: stay.from })).rejects.toThrow('the tenant is at home in eu-west-1 already')
  await expectUnmoved(before)
})

test('a fault while rows are copied leaves all as it was, and nothing at the new home', async () => {
  await fill()
  const before = await contentsOf(old)
  await next.owner.query(`alter table shop.article add constraint no_articles check ("Label" = '') not valid`)
  try {
    await expect(moveTenant(move())).rejects.toThrow(/no_articles/)
  } finally {
    await next.owner.query('alter table shop.article drop constraint no_articles')
  }
  await expectUnmoved(before)
  const again = await contentsOf(old)
  await moveTenant(move())
  expect(await contentsOf(next)).toEqual(again)
})

test('rows that arrive otherwise than they left are a fault', async () => {
  await fill()
  const before = await contentsOf(old)
  await next.owner.query(
    `create function shop.spoil() returns trigger language plpgsql as $$ begin new.name = upper(new.name); return new; end $$;
     create trigger spoil before insert on shop.basket for each row execute function shop.spoil()`,
  )
  try {
    await expect(moveTenant(move())).rejects.toThrow('shop.basket has other rows')
  } finally {
    await next.owner.query('drop function shop.spoil cascade')
  }
  await expectUnmoved(before)
})

test('a directory that refuses the flip leaves all as it was', async () => {
  await fill()
  const before = await contentsOf(old)
  const flip = async (): Promise<boolean> => {
    throw new pg.DatabaseError('no lease', 0, 'error')
  }
  await expect(moveTenant(move({ flip }))).rejects.toThrow('no lease')
  await expectUnmoved(before)
})

test('a directory that knows another epoch is not flipped, and all is as it was', async () => {
  await fill()
  const before = await contentsOf(old)
  const stale = move()
  await expect(moveTenant({ ...stale, tenant: { ...stale.tenant, epoch: 7 } })).rejects.toThrow('another epoch')
  await expectUnmoved(before)
})

test('a flip whose answer is lost is found out, and the move goes on', async () => {
  await fill()
  const before = await contentsOf(old)
  let calls = 0
  const flip: MoveTenant['flip'] = async ({ epoch }, homeRegion) => {
    const flipped = await flipHome(directory.owner, { tenantId, epoch, homeRegion })
    calls += 1
    if (calls === 1) throw new Error('Connection terminated unexpectedly')
    return flipped
  }
  expect(await moveTenant(move({ flip }))).toMatchObject({ epoch: 2 })
  expect(await contentsOf(next)).toEqual(before)
})

test('with the directory gone at the flip the tenant stays fenced with its rows at both homes, and the same move made again ends it', async () => {
  await fill()
  const before = await contentsOf(old)
  const flip = async (): Promise<boolean> => {
    throw new Error('connect ECONNREFUSED')
  }
  await expect(moveTenant(move({ flip }))).rejects.toThrow('make the same move again')
  expect(await findPlacement(old.ops, tenantId)).toEqual({ epoch: 1, state: 'fenced' })
  expect([await contentsOf(old), await contentsOf(next)]).toEqual([before, before])
  expect(await moveTenant(move())).toMatchObject({ epoch: 2 })
  expect([await contentsOf(old), await contentsOf(next)]).toEqual([nothing, before])
})

test.each([
  ['whose rows at the old home could not be erased', { from: 'schema' }],
  ['whose jobs could not be begun anew', { restartJobs: 'once' }],
])('a move %s is ended by the same move made again', async (_, fault) => {
  await fill()
  const before = await contentsOf(old)
  const broken = move()
  const fail = (): never => {
    throw new Error('the operator was cut off')
  }
  const cut = 'from' in fault ? { from: { ...broken.from, schema: fail } } : { restartJobs: async () => fail() }
  await expect(moveTenant({ ...broken, ...cut })).rejects.toThrow('cut off')
  expect(await contentsOf(old)).toEqual(before)
  await insertBasket(next.service, tenantId, 50, { 'hemisphere.placement_epoch': '2' })
  const again = { ...broken, tenant: { ...broken.tenant, homeRegion: 'eu-central-1', epoch: 2 } }
  expect(await moveTenant(again)).toMatchObject({ epoch: 2, erasedRows: 7 })
  expect(await contentsOf(old)).toEqual(nothing)
  expect(await countRows(next.owner, tenantId, 'basket')).toBe(4)
  expect(await findPlacement(old.ops, tenantId)).toEqual({ epoch: 2, state: 'moved' })
  expect(restarted).toEqual([tenantId])
})

test('a move that was cut off right after the flip is ended by the same move made again', async () => {
  await fill()
  const before = await contentsOf(old)
  const broken = move()
  const flip: MoveTenant['flip'] = async ({ epoch }, homeRegion) => {
    await flipHome(directory.owner, { tenantId, epoch, homeRegion })
    throw new Error('the operator was cut off')
  }
  // Flipped, and then nobody answers.
  let calls = 0
  const dying: MoveTenant['flip'] = async (...given) => {
    calls += 1
    if (calls > 1) throw new Error('the operator is gone')
    return flip(...given)
  }
  await expect(moveTenant({ ...broken, flip: dying })).rejects.toThrow('make the same move again')
  // The directory sends clients to the new home, which is open for them, and for no token of before.
  expect(await stateOf(insertBasket(next.service, tenantId, 50, { 'hemisphere.placement_epoch': '1' }))).toBe('HS001')
  const again = { ...broken, tenant: { ...broken.tenant, homeRegion: 'eu-central-1', epoch: 2 } }
  await moveTenant(again)
  expect([await contentsOf(old), await contentsOf(next)]).toEqual([nothing, before])
  await insertBasket(next.service, tenantId, 50, { 'hemisphere.placement_epoch': '2' })
})

test('two moves of one tenant at once do not meet: one is refused, and the rows are whole', async () => {
  await fill()
  const before = await contentsOf(old)
  const outcomes = await Promise.allSettled([moveTenant(move()), moveTenant(move())])
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  expect([await contentsOf(old), await contentsOf(next)]).toEqual([nothing, before])
})

test('rows that an earlier stay has left behind at the new home are gone', async () => {
  await fill()
  const before = await contentsOf(old)
  await next.ops.query(`insert into ops.placement (tenant_id, epoch, state) values ($1, 1, 'arriving')`, [tenantId])
  await insertBasket(next.owner, tenantId, 77, { 'hemisphere.moving': 'yes' })
  await moveTenant(move())
  expect(await contentsOf(next)).toEqual(before)
})

test('a tenant that is fenced from an attempt that ended badly moves', async () => {
  await fill()
  await fenceTenant(old.ops, tenantId)
  expect(await moveTenant(move())).toMatchObject({ epoch: 2 })
})

test('a table of many rows moves whole', async () => {
  await fill(40_000)
  expect((await moveTenant(move())).tables).toContainEqual({ table: 'shop.basket', rows: 40_000 })
  expect(await countRows(next.owner, tenantId, 'basket')).toBe(40_000)
})

test('a writer that goes on during the move loses nothing that was acknowledged, and no write is at both homes', async () => {
  await fill(5_000)
  const acknowledged: number[] = []
  const refusals = new Set<unknown>()
  const over = new AbortController()
  const writing = (async () => {
    let [home, epoch] = [old, '1']
    for (let id = 10_000; !over.signal.aborted || acknowledged.length < 20; id += 1) {
      const state = await stateOf(insertBasket(home.service, tenantId, id, { 'hemisphere.placement_epoch': epoch }))
      if (state === undefined) acknowledged.push(id)
      else refusals.add(state)
      // Told that the tenant has moved, a client gets itself a fresh token.
      if (state === 'HS001') [home, epoch] = home === old ? [next, '2'] : [old, '1']
    }
  })()
  await moveTenant(move()).finally(() => over.abort())
  await writing
  const { rows } = await inTransaction(next.owner, { 'hemisphere.tenant': tenantId }, (client) =>
    client.query<{ id: number }>('select id from shop.basket where id >= 10000 order by id'),
  )
  expect(rows.map(({ id }) => id)).toEqual(acknowledged)
  expect(await countRows(old.owner, tenantId, 'basket')).toBe(0)
  expect([...refusals].every((state) => state === 'HS001' || state === 'HS002')).toBe(true)
})

test('a tenant that nobody has placed is not moved', async () => {
  const stranger = randomUUID()
  const odd = move()
  await expect(moveTenant({ ...odd, tenant: { ...odd.tenant, tenantId: stranger } })).rejects.toThrow('not at home')
})
