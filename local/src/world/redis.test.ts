import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { openKeyValueStore, type KeyValueStore } from '@hemisphere/kit/key-value-store.ts'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { freePort } from '../free-port.ts'
import { requireProgram } from '../testing/require-program.ts'
import { findRedisServer, startRedis } from './redis.ts'
import { stateFolderAt } from './state-folder.ts'

const path = ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'].join(delimiter)
let folder: string
let running: AsyncDisposableStack

beforeAll(() => requireProgram('redis-server', 'redis-server'), 120_000)

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hemisphere-redis-'))
  running = new AsyncDisposableStack()
  const { logs, processes } = stateFolderAt(folder)
  await Promise.all([logs, processes].map((made) => mkdir(made)))
})

afterEach(async () => {
  await running.disposeAsync()
  await rm(folder, { recursive: true })
})

async function start(name: string, replicaOf?: number): Promise<{ port: number; store: KeyValueStore }> {
  const port = await freePort()
  running.use(
    await startRedis({
      name,
      program: (await findRedisServer(path)) ?? '',
      port,
      ...(replicaOf === undefined ? {} : { replicaOf }),
      state: stateFolderAt(folder),
      environment: { PATH: path },
      signal: new AbortController().signal,
    }),
  )
  const store = await openKeyValueStore({ kind: 'redis', url: `redis://127.0.0.1:${port}`, onError: () => undefined })
  return { port, store: running.use(store) }
}

test('what a replica copied is in no file, and in no other Redis of the folder', async () => {
  const writer = await start('eu-west-1-sessions')
  await writer.store.set('eu:session', 'of the one zone', 600_000)
  const replica = await start('eu-central-1-sessions', writer.port)
  await vi.waitFor(async () => expect(await replica.store.get('eu:session')).toBe('of the one zone'), { timeout: 20_000 })
  expect((await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.rdb'))).toEqual([])
  expect(await (await start('us-east-1-sessions')).store.get('eu:session')).toBeUndefined()
})
