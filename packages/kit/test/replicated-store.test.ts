import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { openKeyValueStore, type KeyValueStore } from '../src/key-value-store.ts'
import { openCutLine } from './cut-line.ts'
import { follow, promote, startRedis, untilCopied, type RedisServer } from './redis-server.ts'

const openAt = (...urls: readonly string[]): Promise<KeyValueStore> => openKeyValueStore({ kind: 'redis', urls, onError: () => undefined })

interface Pair extends AsyncDisposable {
  readonly master: RedisServer
  readonly replica: RedisServer
  readonly store: KeyValueStore
}

async function startPair(): Promise<Pair> {
  await using made = new AsyncDisposableStack()
  const master = made.use(await startRedis())
  const replica = made.use(await startRedis({ replicaOf: master }))
  const store = made.use(await openAt(replica.url, master.url))
  const held = made.move()
  return { master, replica, store, [Symbol.asyncDispose]: () => held.disposeAsync() }
}

/** How long something took to reject, in ms. */
async function timeToReject(work: Promise<unknown>): Promise<number> {
  const startedAt = performance.now()
  await expect(work).rejects.toThrow(/no answer of Redis|has no master/)
  return performance.now() - startedAt
}

test('what goes on while the roles are swapped loses nothing, tells nobody a lie, and goes to the new master', async () => {
  await using pair = await startPair()
  const { master, replica, store } = pair
  const written = new Map<string, string>()
  const taken: (string | undefined)[] = []
  const tickets = Array.from({ length: 3_000 }, (_, index) => `ticket-${index}`)
  for (const ticket of tickets) await store.set(ticket, ticket, 60_000)
  const over = new AbortController()

  async function reject(): Promise<void> {
    // FAILOVER holds writes for longer than a call waits, so that some reject; without a master, at once and without any input.
    await delay(5)
  }
  async function write(name: string): Promise<void> {
    for (let index = 0; !over.signal.aborted; index += 1) {
      const key = `${name}-${index}`
      await store.set(key, key, 60_000).then(() => void written.set(key, key), reject)
    }
  }
  async function take(): Promise<void> {
    for (let ticket = tickets.pop(); !over.signal.aborted && ticket !== undefined; ticket = tickets.pop()) {
      await store.take(ticket).then((value) => void taken.push(value), reject)
    }
  }
  const work = [write('a'), write('b'), take(), take()]
  await vi.waitFor(() => expect(taken.length).toBeGreaterThan(50))
  await master.command('FAILOVER', 'TO', '127.0.0.1', String(replica.port), 'TIMEOUT', '5000')
  await vi.waitFor(async () => expect(Object(await replica.command('ROLE'))[0]).toBe('master'), { timeout: 5_000 })
  const before = written.size
  await vi.waitFor(() => expect(written.size).toBeGreaterThan(before + 50), { timeout: 5_000 })
  over.abort()
  await Promise.all(work)

  await untilCopied(master, replica)
  await master.command('SHUTDOWN', 'NOSAVE').catch(() => undefined)
  const read = await Promise.all([...written.keys()].map((key) => store.get(key)))
  expect(read).toEqual([...written.values()])
  expect(taken).not.toContain(undefined)
  expect(new Set(taken).size).toBe(taken.length)
})

test('without a master every call rejects in time, and works again as soon as a replica is promoted', async () => {
  await using pair = await startPair()
  const { master, replica, store } = pair
  await store.set('kept', 'value', 60_000)
  await untilCopied(replica, master)
  await master[Symbol.asyncDispose]()
  expect(await timeToReject(store.get('kept'))).toBeLessThan(600)
  await expect(store.set('kept', 'other', 60_000)).rejects.toThrow('the store has no master, its members are: replica, offline')
  await promote(replica)
  expect(await store.get('kept')).toBe('value')
  expect(await store.take('kept')).toBe('value')
})

test('a call that finds no master waits for the one that is promoted meanwhile', async () => {
  await using pair = await startPair()
  const { master, replica, store } = pair
  await store.set('kept', 'value', 60_000)
  await untilCopied(replica, master)
  await master[Symbol.asyncDispose]()
  const call = store.get('kept')
  await promote(replica)
  expect(await call).toBe('value')
})

test('a master that has fallen silent holds no call for longer than half a second, and the one that was promoted is used', async () => {
  await using pair = await startPair()
  const { master, replica, store } = pair
  await store.set('kept', 'value', 60_000)
  await untilCopied(replica, master)
  master.signal('SIGSTOP')
  for (const call of [() => store.get('kept'), () => store.take('kept'), () => store.listMembers('none')]) {
    expect(await timeToReject(call())).toBeLessThan(600)
  }
  await promote(replica)
  expect(await store.get('kept')).toBe('value')
})

test('a master that falls silent after another was promoted is not waited for: the call is made again in time', async () => {
  await using pair = await startPair()
  const { master, replica, store } = pair
  await store.set('kept', 'value', 60_000)
  await untilCopied(replica, master)
  await promote(replica)
  await replica.command('SET', 'kept', 'newer')
  master.signal('SIGSTOP')
  const startedAt = performance.now()
  expect(await store.get('kept')).toBe('newer')
  expect(performance.now() - startedAt).toBeLessThan(600)
})

test('a member that has become a replica answers nothing from its copy, which may be old', async () => {
  await using pair = await startPair()
  const { master, replica, store } = pair
  await store.set('kept', 'old', 60_000)
  await store.addMember('people', 'ada', 60_000)
  await untilCopied(replica, master)
  await promote(replica)
  // Its copy stays as it is: there is nobody at this address to follow.
  await master.command('REPLICAOF', '127.0.0.1', '1')
  await replica.command('SET', 'kept', 'new')
  await replica.command('DEL', 'people')
  expect(await store.get('kept')).toBe('new')
  expect(await store.listMembers('people')).toEqual([])
  expect(await store.replace('kept', { expected: 'new', value: 'newest', maxAgeMs: 60_000 })).toBe(true)
  expect(await store.remove('kept', 'newest')).toBe(true)
})

test.each([
  ['replace', (store: KeyValueStore) => store.replace('kept', { expected: 'new', value: 'newest', maxAgeMs: 60_000 })],
  ['remove', (store: KeyValueStore) => store.remove('kept', 'new')],
  ['listMembers', async (store: KeyValueStore) => (await store.listMembers('people')).length === 0],
])('the first call after a demotion is for the new master, too, when it is %s', async (_, call) => {
  await using pair = await startPair()
  const { master, replica, store } = pair
  await store.set('kept', 'old', 60_000)
  await store.addMember('people', 'ada', 60_000)
  await untilCopied(replica, master)
  await promote(replica)
  await master.command('REPLICAOF', '127.0.0.1', '1')
  await replica.command('SET', 'kept', 'new')
  await replica.command('DEL', 'people')
  expect(await call(store)).toBe(true)
})

test('a lost master that comes back empty is not taken for the one that was promoted', async () => {
  await using pair = await startPair()
  const { master, replica, store } = pair
  await store.set('kept', 'value', 60_000)
  await untilCopied(replica, master)
  await master[Symbol.asyncDispose]()
  await promote(replica)
  await using back = await startRedis({ port: master.port })
  await untilConnected(back)
  expect(await store.get('kept')).toBe('value')
  await follow(back, replica)
  expect(await store.get('kept')).toBe('value')
})

const repeated: readonly [string, string, (store: KeyValueStore) => Promise<unknown>][] = [
  ['get', 'GETEX', (store) => store.get('kept')],
  ['set', 'SET', (store) => store.set('kept', 'value', 60_000)],
  ['addMember', 'ZADD', (store) => store.addMember('people', 'ada', 60_000)],
  ['removeMember', 'ZREM', (store) => store.removeMember('people', 'ada')],
  ['listMembers', 'ZRANGE', (store) => store.listMembers('people')],
]
const neverTwice: typeof repeated = [
  ['setIfAbsent', 'NX', (store) => store.setIfAbsent('lock', 'mine', 60_000)],
  ['replace', 'EVAL', (store) => store.replace('kept', { expected: 'value', value: 'other', maxAgeMs: 60_000 })],
  ['remove', 'EVAL', (store) => store.remove('kept', 'value')],
  ['take', 'GETDEL', (store) => store.take('kept')],
]

/** What a call gives whose first answer was lost on the line, beside which there is a second one to the same server. */
async function withLostAnswer([, command, call]: (typeof repeated)[number]): Promise<unknown> {
  await using redis = await startRedis()
  await redis.command('SET', 'kept', 'value')
  await using line = await openCutLine(redis.port)
  await using store = await openAt(line.url, redis.url)
  line.loseAnswerTo(command)
  const result = await call(store).catch((fault: unknown) => fault)
  expect(line.hasLost()).toBe(true)
  return result
}

test.each(repeated)('%s is made again when its answer was lost', async (...repetition) => {
  expect(await withLostAnswer(repetition)).not.toBeInstanceOf(Error)
})

test.each(neverTwice)('%s rejects when its answer was lost: a second answer would deny the first', async (...repetition) => {
  expect(await withLostAnswer(repetition)).toBeInstanceOf(Error)
})

/** Waits until a store has connected to a server. */
async function untilConnected(redis: RedisServer): Promise<void> {
  await vi.waitFor(
    async () =>
      expect(
        String(await redis.command('CLIENT', 'LIST'))
          .trim()
          .split('\n'),
      ).toHaveLength(2),
    { timeout: 5_000 },
  )
}

test('a server that takes connections and never greets keeps nobody from starting', async () => {
  const sockets: Socket[] = []
  const server = createServer((socket) => void sockets.push(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = Object(server.address())
  await using redis = await startRedis()
  const opening = openAt(`redis://127.0.0.1:${port}`, redis.url)
  await using store = await Promise.race([opening, delay(10_000).then(() => Promise.reject(new Error('it did not open')))])
  await store.set('key', 'value', 60_000)
  expect(await store.get('key')).toBe('value')
  for (const socket of sockets) socket.destroy()
  server.close()
})
