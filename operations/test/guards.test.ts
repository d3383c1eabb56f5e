import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { dropLease, restoreLease } from '../src/lease/lease.ts'
import { untilMarked } from '../src/lease/mark.ts'
import { awaitTenant, dismissTenant, fenceTenant, unfenceTenant } from '../src/placement/place-tenant.ts'
import { countRows, createTestHome, inTransaction, insertBasket, stateOf, untilWaiting, type TestHome } from './test-home.ts'

let home: TestHome
let tenant: string

beforeAll(async () => {
  home = await createTestHome()
})

beforeEach(async () => {
  tenant = await home.place()
})

afterAll(() => home[Symbol.asyncDispose]())

const moving = { 'hemisphere.moving': 'yes' }

test('a tenant that is at home here writes, under its own epoch and without one', async () => {
  await insertBasket(home.service, tenant, 1, { 'hemisphere.placement_epoch': '1' })
  await insertBasket(home.service, tenant, 2)
  expect(await countRows(home.service, tenant, 'basket')).toBe(2)
})

test.each(['0', '2'])('a write under epoch %s of a tenant of epoch 1 is refused as moved', async (epoch) => {
  expect(await stateOf(insertBasket(home.service, tenant, 1, { 'hemisphere.placement_epoch': epoch }))).toBe('HS001')
})

test('a write of a tenant that was never placed here is refused', async () => {
  expect(await stateOf(insertBasket(home.service, randomUUID(), 1))).toBe('HS004')
})

test('every kind of write of a fenced tenant is refused until it is let write again', async () => {
  await insertBasket(home.service, tenant, 1)
  await fenceTenant(home.ops, tenant)
  const statements = [
    `insert into shop.basket (tenant_id, id, name) values ('${tenant}', 2, 'two')`,
    `update shop.basket set name = 'other'`,
    'delete from shop.basket',
    `merge into shop.basket using (values (1)) as one (id) on basket.id = one.id when matched then delete`,
    `with gone as (delete from shop.basket returning id) select count(*) from gone`,
    `insert into shop.visit values ('${tenant}', '2026-05-01', 3)`,
  ]
  for (const statement of statements) {
    const outcome = stateOf(inTransaction(home.service, { 'hemisphere.tenant': tenant }, (client) => client.query(statement)))
    expect([statement, await outcome]).toEqual([statement, 'HS002'])
  }
  await unfenceTenant(home.ops, tenant)
  await insertBasket(home.service, tenant, 2)
})

test('a statement that names a partition meets a guard as well', async () => {
  await fenceTenant(home.ops, tenant)
  const write = inTransaction(home.service, { 'hemisphere.tenant': tenant }, (client) =>
    client.query(`insert into shop.visit_2026 values ($1, '2026-05-01', 3)`, [tenant]),
  )
  expect(await stateOf(write)).toBe('HS002')
})

test('a tenant that has moved, or is still to come, is written for by nobody, the owner included', async () => {
  await dismissTenant(home.ops, { tenantId: tenant, epoch: 2 }, 'eu-central-1')
  const coming = randomUUID()
  await awaitTenant(home.ops, { tenantId: coming, epoch: 2 })
  for (const pool of [home.service, home.owner]) {
    for (const tenantId of [tenant, coming]) {
      expect(await stateOf(insertBasket(pool, tenantId, 1))).toBe('HS001')
      expect(await stateOf(insertBasket(pool, tenantId, 1, { 'hemisphere.placement_epoch': '2' }))).toBe('HS001')
    }
  }
})

test('a move by the owner writes for a tenant that has moved or is still to come', async () => {
  await dismissTenant(home.ops, { tenantId: tenant, epoch: 2 }, 'eu-central-1')
  const coming = randomUUID()
  await awaitTenant(home.ops, { tenantId: coming, epoch: 2 })
  for (const tenantId of [tenant, coming]) {
    await insertBasket(home.owner, tenantId, 1, moving)
    expect(await countRows(home.owner, tenantId, 'basket')).toBe(1)
  }
})

test('a service that says it moves a tenant is held as any other', async () => {
  await dismissTenant(home.ops, { tenantId: tenant, epoch: 2 }, 'eu-central-1')
  expect(await stateOf(insertBasket(home.service, tenant, 1, moving))).toBe('HS001')
})

test('a move touches no row of a tenant that is at home here', async () => {
  await insertBasket(home.service, tenant, 1)
  const erase = (): Promise<unknown> =>
    inTransaction(home.owner, { 'hemisphere.tenant': tenant, ...moving }, (client) => client.query('delete from shop.basket'))
  expect(await stateOf(erase())).toBe('HS001')
  await fenceTenant(home.ops, tenant)
  expect(await stateOf(erase())).toBe('HS001')
})

test('a write in a transaction of one snapshot, which would not see a fence, is refused', async () => {
  for (const level of ['repeatable read', 'serializable']) {
    const write = inTransaction(
      home.service,
      { 'hemisphere.tenant': tenant },
      (client) => client.query(`insert into shop.basket (tenant_id, id, name) values ($1, 1, 'one')`, [tenant]),
      `begin isolation level ${level}`,
    )
    expect(await stateOf(write)).toBe('0A000')
  }
})

test('no service changes leases, placements or guards', async () => {
  const statements = [
    'update ops.writer set is_fenced = false',
    `update ops.placement set state = 'active'`,
    'alter table shop.basket disable trigger guard_write',
    `set session_replication_role = 'replica'`,
    'select * from ops.placement',
  ]
  for (const statement of statements) expect([statement, await stateOf(home.service.query(statement))]).toEqual([statement, '42501'])
  expect(await stateOf(home.keeper.query('update ops.writer set is_fenced = false'))).toBe('42501')
  expect(await stateOf(home.keeper.query('update ops.writer set epoch = 9'))).toBe('42501')
})

test('a server without the lease takes no write, with or without a tenant, by whichever role', async () => {
  await using lone = await createTestHome()
  const lost = await lone.place()
  await dropLease(lone.ops)
  for (const pool of [lone.service, lone.owner]) {
    expect(await stateOf(insertBasket(pool, lost, 1))).toBe('HS003')
    expect(await stateOf(pool.query('delete from shop.basket'))).toBe('HS003')
  }
  expect(await stateOf(lone.owner.query('truncate shop.visit'))).toBe('HS003')
  await restoreLease(lone.ops, 1)
  await insertBasket(lone.service, lost, 1)
})

test('a fence waits for a write under way, marks what comes after it, and refuses the next', async () => {
  const client = await home.service.connect()
  await client.query(`begin; select set_config('hemisphere.tenant', '${tenant}', true)`)
  await client.query(`insert into shop.basket (tenant_id, id, name) values ($1, 1, 'one')`, [tenant])
  let isFenced = false
  const fencing = fenceTenant(home.ops, tenant).then((mark) => {
    isFenced = true
    return mark
  })
  await untilWaiting(home.keeper, 1)
  const late = stateOf(insertBasket(home.service, tenant, 2))
  await untilWaiting(home.keeper, 2)
  expect(isFenced).toBe(false)
  await client.query('commit')
  client.release()
  expect(await late).toBe('HS002')
  const mark = await fencing
  expect([await untilMarked(home.service, mark, 0), await untilMarked(home.service, mark + 1, 0)]).toEqual([true, false])
})

test('a fence of one tenant does not hold another', async () => {
  const other = await home.place()
  await fenceTenant(home.ops, tenant)
  expect(await stateOf(insertBasket(home.service, other, 1))).toBeUndefined()
})

test('a lease that is dropped waits for writes under way', async () => {
  await using lone = await createTestHome()
  const writer = await lone.place()
  const client = await lone.service.connect()
  await client.query(`begin; select set_config('hemisphere.tenant', '${writer}', true)`)
  await client.query(`insert into shop.basket (tenant_id, id, name) values ($1, 1, 'one')`, [writer])
  const dropping = dropLease(lone.ops)
  await untilWaiting(lone.keeper, 1)
  await client.query('commit')
  client.release()
  expect(await dropping).toBe(true)
  expect(await stateOf(insertBasket(lone.service, writer, 2))).toBe('HS003')
})

test('a lease that is dropped beside a transaction that does not end is dropped all the same, and says so', async () => {
  await using lone = await createTestHome()
  const writer = await lone.place()
  const client = await lone.service.connect()
  await client.query(`begin; select set_config('hemisphere.tenant', '${writer}', true)`)
  await client.query(`insert into shop.basket (tenant_id, id, name) values ($1, 1, 'one')`, [writer])
  expect(await dropLease(lone.ops)).toBe(false)
  expect(await stateOf(client.query('delete from shop.basket'))).toBe('HS003')
  client.release(true)
})

test('a new table and a new partition get their guards by the next installation, and no table gets two', async () => {
  await home.owner.query('create table shop.note (tenant_id uuid not null)')
  await home.owner.query(`create table shop.visit_2027 partition of shop.visit for values from ('2027-01-01') to ('2028-01-01')`)
  await home.owner.query('create table shop.unit (name text)')
  const install = async (): Promise<unknown> => (await home.owner.query(`select ops.install_write_guards('shop') as count`)).rows[0]
  expect(await install()).toEqual({ count: 2 })
  expect(await install()).toEqual({ count: 0 })
  await fenceTenant(home.ops, tenant)
  const write = inTransaction(home.owner, { 'hemisphere.tenant': tenant }, (client) =>
    client.query('insert into shop.note values ($1)', [tenant]),
  )
  expect(await stateOf(write)).toBe('HS002')
})

test('tables of a directory are held by the lease alone, those of the migrations not at all', async () => {
  await using lone = await createTestHome()
  await lone.owner.query('create table shop.member (name text); create table shop.kysely_lock (id int)')
  await lone.owner.query('grant insert on shop.member to shop_service')
  await lone.owner.query(`select ops.install_lease_guards('shop')`)
  const insert = () => stateOf(lone.service.query(`insert into shop.member values ('ada')`))
  expect(await insert()).toBeUndefined()
  await dropLease(lone.ops)
  expect(await insert()).toBe('HS003')
  expect(await stateOf(lone.owner.query('insert into shop.kysely_lock values (1)'))).toBeUndefined()
})

test('a read is checked by the tenant’s epoch, fenced or not', async () => {
  const check = (tenantId: string, epoch: number): Promise<unknown> =>
    stateOf(home.service.query('select ops.check_placement($1, $2)', [tenantId, epoch]))
  await fenceTenant(home.ops, tenant)
  expect(await check(tenant, 1)).toBeUndefined()
  expect(await check(tenant, 2)).toBe('HS001')
  expect(await check(randomUUID(), 1)).toBe('HS004')
  await dismissTenant(home.ops, { tenantId: tenant, epoch: 2 }, 'eu-central-1')
  expect(await check(tenant, 2)).toBe('HS001')
})
