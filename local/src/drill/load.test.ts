import { expect, test, vi } from 'vitest'
import { startLoad, type LoadOptions, type LoadOutcome } from './load.ts'

const fine: LoadOutcome = { ok: true, status: 200, region: 'eu-west-1' }

/** For a machine that is busy with other tests, too. */
const patience = { timeout: 15_000 }

function load(options: Partial<LoadOptions> = {}) {
  let clock = 1_000
  return startLoad({
    read: () => Promise.resolve(fine),
    write: () => Promise.resolve(fine),
    readConcurrency: 1,
    writeConcurrency: 0,
    pauseMs: 0,
    now: () => clock++,
    maxRequests: 10_000,
    maxMs: 60_000,
    ...options,
  })
}

test('reads and writes go on side by side until the load is stopped', async () => {
  let receipts = 0
  const running = load({ writeConcurrency: 2, write: () => Promise.resolve({ ok: true, key: `receipt-${receipts++}` }) })
  await vi.waitUntil(() => running.soFar().requests.length >= 20, patience)
  const record = await running.stop()
  expect(record.endedBy).toBe('stop')
  expect(new Set(record.requests.map(({ kind }) => kind))).toEqual(new Set(['read', 'write']))
  const keys = record.requests.flatMap(({ key }) => key ?? [])
  expect(keys.toSorted()).toEqual(Array.from({ length: receipts }, (_, index) => `receipt-${index}`).toSorted())
})

test('each request tells when it started and ended, and what came of it', async () => {
  const answers: LoadOutcome[] = [fine, { ok: false, status: 503, code: 'REGION_UNAVAILABLE' }]
  let clock = 1_000
  const read = (): Promise<LoadOutcome> => {
    clock += 30
    return Promise.resolve(answers.shift() ?? fine)
  }
  const record = await untilLimit({ maxRequests: 2, read, now: () => clock })
  expect(record.requests).toEqual([
    { kind: 'read', startedAt: 1_000, endedAt: 1_030, ok: true, status: 200, region: 'eu-west-1' },
    { kind: 'read', startedAt: 1_030, endedAt: 1_060, ok: false, status: 503, code: 'REGION_UNAVAILABLE' },
  ])
})

async function untilLimit(options: Partial<LoadOptions>) {
  const running = load(options)
  await vi.waitUntil(() => running.soFar().endedBy !== 'under-way', patience)
  return running.stop()
}

test('a load that reaches its number of requests ends by itself and says so', async () => {
  const record = await untilLimit({ maxRequests: 7, readConcurrency: 3 })
  expect(record.requests).toHaveLength(7)
  expect(record.endedBy).toBe('request-limit')
})

test('a load that reaches its time ends by itself and says so', async () => {
  expect((await untilLimit({ maxMs: 5 })).endedBy).toBe('time-limit')
})

test('a request under way is waited for and counted', async () => {
  const answer = Promise.withResolvers<LoadOutcome>()
  const running = load({ read: () => answer.promise })
  const stopped = running.stop()
  answer.resolve(fine)
  expect((await stopped).requests).toHaveLength(1)
})

test('a pause between requests does not hold up the end', async () => {
  const running = load({ pauseMs: 600_000 })
  await vi.waitUntil(() => running.soFar().requests.length === 1, patience)
  expect((await running.stop()).requests).toHaveLength(1)
})

test('no more requests are under way than there are workers', async () => {
  let underWay = 0
  let most = 0
  const read = async (): Promise<LoadOutcome> => {
    underWay += 1
    most = Math.max(most, underWay)
    await new Promise(setImmediate)
    underWay -= 1
    return fine
  }
  await untilLimit({ read, readConcurrency: 4, maxRequests: 40 })
  expect(most).toBe(4)
})

test('marks are kept with their instants', async () => {
  const running = load()
  const at = running.mark('compute lost')
  expect((await running.stop()).marks).toEqual([{ name: 'compute lost', at }])
})

test('a fault of the load itself comes out when it is stopped', async () => {
  const running = load({ read: () => Promise.reject(new Error('no document')) })
  await expect(running.stop()).rejects.toThrow('no document')
})
