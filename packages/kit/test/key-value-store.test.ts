import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { freePort } from '@hemisphere/local/free-port.ts'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openKeyValueStore, type KeyValueStore } from '../src/key-value-store.ts'

let server: ChildProcess
let url: string

beforeAll(async () => {
  const port = await freePort()
  server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  if (server.stdout === null) throw new Error('redis-server has no stdout')
  for await (const line of createInterface({ input: server.stdout })) if (line.includes('Ready to accept connections')) break
  server.stdout.resume()
  url = `redis://127.0.0.1:${port}`
})

afterAll(async () => {
  const ended = once(server, 'exit')
  server.kill('SIGTERM')
  await ended
})

const noError = (error: Error): void => {
  throw error
}

describe.each(['redis', 'memory'] as const)('%s', (kind) => {
  function open(): Promise<KeyValueStore> {
    return openKeyValueStore(kind === 'redis' ? { kind, url, onError: noError } : { kind, maxEntries: 2, now: Date.now })
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
})

test('the store in the process forgets the oldest entry when it is full', async () => {
  await using store = await openKeyValueStore({ kind: 'memory', maxEntries: 2, now: Date.now })
  for (const key of ['a', 'b', 'c']) await store.set(key, key.toUpperCase(), 10_000)
  expect(await Promise.all(['a', 'b', 'c'].map((key) => store.get(key)))).toEqual([undefined, 'B', 'C'])
})
