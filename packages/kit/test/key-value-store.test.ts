import { freePort } from '@hemisphere/local/free-port.ts'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { openKeyValueStore, type KeyValueStore, type KeyValueStoreOptions } from '../src/key-value-store.ts'
import { startRedis, type RedisServer } from './redis-server.ts'

let master: RedisServer
let replica: RedisServer

beforeAll(async () => {
  master = await startRedis()
  replica = await startRedis({ replicaOf: master })
})

beforeEach(() => master.command('FLUSHALL'))

afterAll(async () => {
  await replica[Symbol.asyncDispose]()
  await master[Symbol.asyncDispose]()
})

const noError = (error: Error): void => {
  throw error
}

const stores: Readonly<Record<string, () => KeyValueStoreOptions>> = {
  redis: () => ({ kind: 'redis', urls: [master.url], onError: noError }),
  'redis with a replica': () => ({ kind: 'redis', urls: [replica.url, master.url], onError: noError }),
  memory: () => ({ kind: 'memory', maxEntries: 10, now: Date.now }),
}

describe.each(Object.entries(stores))('%s', (_, optionsOf) => {
  function open(): Promise<KeyValueStore> {
    return openKeyValueStore(optionsOf())
  }

  test('an entry is read back until it is too old', async () => {
    await using store = await open()
    await store.set('eu:t1:set', 'catalog:read', 50)
    expect(await store.get('eu:t1:set')).toBe('catalog:read')
    await vi.waitFor(async () => expect(await store.get('eu:t1:set')).toBeUndefined())
    expect(await store.get('eu:t2:set')).toBeUndefined()
  })

  test('a later value replaces an earlier one', async () => {
    await using store = await open()
    await store.set('key', 'old', 10_000)
    await store.set('key', 'new', 10_000)
    expect(await store.get('key')).toBe('new')
  })

  test('of many who set a value where there is none, one succeeds', async () => {
    await using store = await open()
    const outcomes = await Promise.all(['a', 'b', 'c'].map((value) => store.setIfAbsent('lock', value, 10_000)))
    expect(outcomes.filter(Boolean)).toHaveLength(1)
    expect(await store.take('lock')).toBe(['a', 'b', 'c'][outcomes.indexOf(true)])
  })

  test('a value that was set where there was none ends by itself and gives way to the next', async () => {
    await using store = await open()
    expect(await store.setIfAbsent('short', 'a', 50)).toBe(true)
    await vi.waitFor(async () => expect(await store.setIfAbsent('short', 'b', 10_000)).toBe(true))
    expect(await store.get('short')).toBe('b')
  })

  test('a value is replaced only where it is the expected one, and then lives as long as was given', async () => {
    await using store = await open()
    const replacement = { expected: 'one', value: 'two', maxAgeMs: 50 }
    expect(await store.replace('swap', replacement)).toBe(false)
    await store.set('swap', 'one', 10_000)
    expect(await store.replace('swap', { ...replacement, expected: 'other' })).toBe(false)
    expect(await store.get('swap')).toBe('one')
    expect(await store.replace('swap', replacement)).toBe(true)
    expect(await store.get('swap')).toBe('two')
    await vi.waitFor(async () => expect(await store.get('swap')).toBeUndefined())
  })

  test('a value is removed only where it is the expected one', async () => {
    await using store = await open()
    await store.set('held', 'mine', 10_000)
    expect(await store.remove('held', 'theirs')).toBe(false)
    expect(await store.get('held')).toBe('mine')
    expect([await store.remove('held', 'mine'), await store.remove('held', 'mine')]).toEqual([true, false])
    expect(await store.get('held')).toBeUndefined()
  })

  test('a value is taken by one alone', async () => {
    await using store = await open()
    await store.set('once', 'ticket', 10_000)
    const taken = await Promise.all([store.take('once'), store.take('once'), store.take('once')])
    expect(taken.filter((value) => value !== undefined)).toEqual(['ticket'])
  })

  test('members of a set end each at its own age, and a set without any is empty', async () => {
    await using store = await open()
    await store.addMember('eu:t1:people', 'long', 10_000)
    await store.addMember('eu:t1:people', 'short', 200)
    await store.addMember('eu:t1:people', 'gone', 5_000)
    expect(await store.listMembers('eu:t1:people')).toEqual(['short', 'gone', 'long'])
    await store.removeMember('eu:t1:people', 'gone')
    await vi.waitFor(async () => expect(await store.listMembers('eu:t1:people')).toEqual(['long']))
    await store.removeMember('eu:t1:people', 'long')
    await store.removeMember('eu:t1:people', 'never there')
    expect(await store.listMembers('eu:t1:people')).toEqual([])
  })

  test('a member that is added again gets the new age', async () => {
    await using store = await open()
    await store.addMember('again', 'a', 50)
    await store.addMember('again', 'a', 10_000)
    await store.addMember('again', 'b', 50)
    await vi.waitFor(async () => expect(await store.listMembers('again')).toEqual(['a']))
  })
})

test('a Redis that is away keeps nobody from starting, and is used as soon as it is there', async () => {
  const port = await freePort()
  const errors: Error[] = []
  await using store = await openKeyValueStore({
    kind: 'redis',
    urls: [`redis://127.0.0.1:${port}`],
    onError: (error) => void errors.push(error),
  })
  await expect(store.get('key')).rejects.toThrow('offline')
  expect(errors[0]?.message).toContain('ECONNREFUSED')
  await using _late = await startRedis({ port })
  await vi.waitFor(() => store.set('key', 'value', 10_000), { timeout: 10_000 })
  expect(await store.get('key')).toBe('value')
})

test('the store in the process forgets the oldest entry when it is full', async () => {
  await using store = await openKeyValueStore({ kind: 'memory', maxEntries: 2, now: Date.now })
  for (const key of ['a', 'b', 'c']) await store.set(key, key.toUpperCase(), 10_000)
  expect(await Promise.all(['a', 'b', 'c'].map((key) => store.get(key)))).toEqual([undefined, 'B', 'C'])
})
