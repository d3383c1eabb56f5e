import { createTestDatabase, type TestDatabase } from '@hemisphere/local/testing/test-database.ts'
import { dropLease, foundWriter, holdLease, restoreLease } from '@hemisphere/operations/lease/lease.ts'
import { migrations } from '@hemisphere/operations/migrations.ts'
import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { whileWriter, type FollowedWork } from '../src/worker/while-writer.ts'
import { silent } from './forecasting-world.ts'

let database: TestDatabase
let ops: pg.Pool
let pool: pg.Pool
let log: string[]

beforeAll(async () => {
  database = await createTestDatabase([
    { schema: 'ops', ownerRole: 'ops_owner', serviceRole: 'ops_keeper', migrations },
    { schema: 'forecasting', ownerRole: 'forecasting_owner', serviceRole: 'forecasting_service' },
  ])
  ops = await database.pool('ops_owner')
  pool = await database.pool('forecasting_service')
})

beforeEach(async () => {
  log = []
  await ops.query('delete from ops.writer')
  await foundWriter(ops, 'eu-west-1')
})

afterAll(() => database[Symbol.asyncDispose]())

async function start(): Promise<AsyncDisposable> {
  log.push('started')
  return { [Symbol.asyncDispose]: async () => void log.push('stopped') }
}

function follow(from: pg.Pool = pool, begin = start): Promise<FollowedWork<AsyncDisposable>> {
  return whileWriter({ pool: from, log: silent, start: begin, intervalMs: 5 })
}

test('work starts with the lease, stops without it, and starts anew when it is back', async () => {
  await using work = await follow()
  expect([work.current(), log]).toEqual([undefined, []])
  await holdLease(ops, 1)
  await expect.poll(() => log).toEqual(['started'])
  await dropLease(ops)
  await expect.poll(() => log).toEqual(['started', 'stopped'])
  expect(work.current()).toBeUndefined()
  await restoreLease(ops, 1)
  await expect.poll(() => log).toEqual(['started', 'stopped', 'started'])
})

test('work runs after the first look where the lease is held, and ends with the follower', async () => {
  await holdLease(ops, 1)
  {
    await using work = await follow()
    expect(work.current()).toBeDefined()
  }
  expect(log).toEqual(['started', 'stopped'])
})

test('a database that does not answer changes nothing', async () => {
  await holdLease(ops, 1)
  const faults: unknown[] = []
  const noisy = silent.child({}, { level: 'warn' })
  noisy.warn = (fault: unknown): void => void faults.push(fault)
  await using work = await whileWriter({ pool, log: noisy, start, intervalMs: 5 })
  // A function that fails is as good as a server that is gone.
  await ops.query('alter function ops.lease_is_held() rename to lease_is_gone')
  try {
    await expect.poll(() => faults.length).toBeGreaterThan(2)
    expect([work.current() !== undefined, log]).toEqual([true, ['started']])
  } finally {
    await ops.query('alter function ops.lease_is_gone() rename to lease_is_held')
  }
})

test('work that could not be started is tried again', async () => {
  await holdLease(ops, 1)
  let attempts = 0
  await using work = await follow(pool, async () => {
    attempts += 1
    if (attempts === 1) throw new Error('no port is free')
    return start()
  })
  await expect.poll(() => log).toEqual(['started'])
  expect([attempts, work.current() !== undefined]).toEqual([2, true])
})
