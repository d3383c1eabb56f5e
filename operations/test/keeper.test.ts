import { createLogger, type Logger } from '@hemisphere/kit/log.ts'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { keepDatabase, watchDatabase, type KeptDatabase } from '../src/keeper/keep-database.ts'
import type { Confirmation } from '../src/lease/confirm-lease.ts'
import { createTestHome, type TestHome } from './test-home.ts'

let home: TestHome
let told: unknown[]
let log: Logger
let outcome: Confirmation | Error
let isServing: boolean

beforeAll(async () => {
  home = await createTestHome()
})

beforeEach(async () => {
  told = []
  log = createLogger({ service: 'keeper', region: 'eu-west-1', level: 'silent' })
  for (const level of ['info', 'warn', 'error'] as const) log[level] = (facts: unknown) => void told.push([level, facts])
  outcome = 'held'
  isServing = true
  await home.ops.query('update ops.writer set beat_at = null, follower_beat_at = null')
})

afterAll(() => home[Symbol.asyncDispose]())

function kept(changes: Partial<KeptDatabase> = {}): KeptDatabase {
  return {
    name: 'home-eu-west-1',
    member: home.keeper,
    otherMember: home.keeper,
    async confirm() {
      if (outcome instanceof Error) throw outcome
      return outcome
    },
    revoke: async () => false,
    ...changes,
  }
}

const keep = (changes: Partial<KeptDatabase> = {}) => keepDatabase(kept(changes), { log, isServing: async () => isServing })

async function beats(): Promise<unknown> {
  const { rows } = await home.ops.query<object>(
    'select beat_at is not null as own, follower_beat_at is not null as follower from ops.writer',
  )
  return rows[0]
}

test('a writer’s region beats while its gateway serves', async () => {
  const turn = keep()
  isServing = false
  await turn()
  expect(await beats()).toEqual({ own: false, follower: false })
  isServing = true
  await turn()
  expect(await beats()).toEqual({ own: true, follower: false })
})

test.each(['fenced', 'unknown'] as const)('a writer that is %s does not beat', async (state) => {
  outcome = state
  await keep()()
  expect(await beats()).toEqual({ own: false, follower: false })
})

test('a replica’s region says through the writer that it follows, and goes on when nobody hears it', async () => {
  outcome = 'replica'
  await keep()()
  expect(await beats()).toEqual({ own: false, follower: true })
  const nobody = await home.database.pool('ops_keeper')
  nobody.options.port = 1
  await keep({ otherMember: nobody })()
  await keep({ otherMember: undefined })()
  expect(told).toHaveLength(3)
})

test('an outcome is told when it changes, by how it is', async () => {
  const turn = keep()
  const fault = new Error('connect ECONNREFUSED')
  for (const next of ['confirmed', 'held', fault, fault, 'fenced', 'held'] as const) {
    outcome = next
    await turn()
  }
  expect(told).toMatchObject([
    ['info', { database: 'home-eu-west-1', outcome: 'confirmed' }],
    ['warn', { outcome: 'unreachable', err: fault }],
    ['warn', { outcome: 'fenced' }],
    ['info', { outcome: 'held' }],
  ])
})

test('a lease that is given up is told as an error, a look that fails is not', async () => {
  const revocations = [false, new Error('silent'), true]
  const turn = watchDatabase(
    kept({
      async revoke() {
        const next = revocations.shift()
        if (next instanceof Error) throw next
        return next === true
      },
    }),
    { log },
  )
  for (let turns = 0; turns < 3; turns += 1) await turn()
  expect(told).toMatchObject([['error', { database: 'home-eu-west-1' }]])
})
