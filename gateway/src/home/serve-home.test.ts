import { beforeEach, expect, test } from 'vitest'
import type { HomeLease } from './home-lease.ts'
import { createServeHome, type ServeHome } from './serve-home.ts'

const writer: HomeLease = {
  region: 'eu-west-1',
  epoch: 3,
  isReplica: false,
  isHeld: true,
  beatAgeMs: 100,
  asOf: '2026-11-24T08:00:00.000Z',
}
const replica: HomeLease = { ...writer, isReplica: true, isHeld: false }

let time: number
let lease: HomeLease | undefined
let atHome: ServeHome
let atBuddy: ServeHome

beforeEach(() => {
  time = 0
  const readLease = async () => lease
  const now = () => time
  atHome = createServeHome({ region: 'eu-west-1', readLease, now })
  atBuddy = createServeHome({ region: 'eu-central-1', readLease, now })
})

test('the region with the writer serves as home', async () => {
  lease = writer
  expect(await atHome('eu-west-1', 3)).toEqual({ role: 'home', asOf: undefined, isPassing: false })
})

test('the buddy serves nobody while the home says that it serves', async () => {
  lease = replica
  await expect(atBuddy('eu-west-1', 3)).rejects.toMatchObject({ extensions: { code: 'REGION_UNAVAILABLE', retryAfterSeconds: 1 } })
})

test.each([1_501, null])('the buddy serves from its replica once the home has been silent for %s ms', async (beatAgeMs) => {
  lease = { ...replica, beatAgeMs }
  expect(await atBuddy('eu-west-1', 3)).toEqual({ role: 'buddy-read-only', asOf: writer.asOf, isPassing: false })
})

test('a buddy that served goes on for a minute after the home is back, and asks for new connections', async () => {
  lease = { ...replica, beatAgeMs: 2_000 }
  await atBuddy('eu-west-1', 3)
  lease = replica
  time = 60_000
  expect(await atBuddy('eu-west-1', 3)).toMatchObject({ role: 'buddy-read-only', isPassing: true })
  time = 60_001
  await expect(atBuddy('eu-west-1', 3)).rejects.toMatchObject({ extensions: { code: 'REGION_UNAVAILABLE' } })
})

test('the buddy serves as promoted when it holds the writer', async () => {
  lease = { ...writer, region: 'eu-central-1', epoch: 4 }
  expect(await atBuddy('eu-west-1', 4)).toEqual({ role: 'buddy-promoted', asOf: undefined, isPassing: false })
})

test('a home that has become the replica serves while its buddy is silent, and those who were connected', async () => {
  lease = writer
  await atHome('eu-west-1', 3)
  lease = { ...replica, region: 'eu-central-1', epoch: 4 }
  expect(await atHome('eu-west-1', 4)).toMatchObject({ role: 'buddy-read-only', isPassing: true })
  lease = { ...lease, beatAgeMs: 5_000 }
  time = 120_000
  expect(await atHome('eu-west-1', 4)).toMatchObject({ role: 'buddy-read-only', isPassing: false })
})

test.each([
  ['a writer that came back without its lease', { ...writer, isHeld: false }],
  ['a writer that is said to be elsewhere', { ...writer, region: 'eu-central-1' }],
  ['a copy of an earlier writer than the edge knows', { ...writer, epoch: 2 }],
  ['a replica of an earlier writer', { ...replica, epoch: 2, beatAgeMs: 9_000 }],
  ['a member that does not answer', undefined],
])('%s serves nobody', async (_, found) => {
  lease = found
  await expect(atHome('eu-west-1', 3)).rejects.toMatchObject({ extensions: { code: 'REGION_UNAVAILABLE' } })
})
