import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createClient } from 'redis'
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

interface TestRedis {
  readonly port: number
  get(key: string): Promise<string | null>
  set(key: string, value: string): Promise<unknown>
}

async function start(name: string, replicaOf?: number): Promise<TestRedis> {
  const port = await freePort()
  running.use(
    await startRedis({
      name,
      program: (await findRedisServer(path)) ?? '',
      eviction: 'noeviction',
      port,
      ...(replicaOf === undefined ? {} : { replicaOf }),
      state: stateFolderAt(folder),
      environment: { PATH: path },
      signal: new AbortController().signal,
    }),
  )
  const client = createClient({ url: `redis://127.0.0.1:${port}` })
  client.on('error', () => undefined)
  await client.connect()
  running.defer(() => client.close())
  return { port, get: (key) => client.get(key), set: (key, value) => client.set(key, value) }
}

test('what a replica copied is in no file, and in no other Redis of the folder', async () => {
  const writer = await start('eu-west-1-sessions')
  await writer.set('eu:session', 'of the one zone')
  const replica = await start('eu-central-1-sessions', writer.port)
  await vi.waitFor(async () => expect(await replica.get('eu:session')).toBe('of the one zone'), { timeout: 20_000 })
  expect((await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.rdb'))).toEqual([])
  expect(await (await start('us-east-1-sessions')).get('eu:session')).toBeNull()
})
