import { spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openKeyValueStore, type KeyValueStore } from '@hemisphere/kit/key-value-store.ts'
import { describe, expect, onTestFinished, test } from 'vitest'
import { freePort } from '../free-port.ts'
import { findRedisServer, startRedis } from '../world/redis.ts'
import type { ChildService } from '../world/child-service.ts'
import { prepareStateFolder, stateFolderAt } from '../world/state-folder.ts'
import { createGlobalDatastore, type GlobalDatastore } from './global-datastore.ts'

const program = spawnSync('redis-server', ['--version']).status === 0 ? await findRedisServer(process.env['PATH'] ?? '') : undefined
const [first, second] = ['eu-west-1', 'eu-central-1'] as const

interface Made {
  readonly sessions: GlobalDatastore
  readonly store: KeyValueStore
  readonly folder: string
  readonly lost: string[]
  /** The servers that were started, by region, the last one of each. */
  readonly servers: Map<string, ChildService>
}

async function start(): Promise<Made> {
  const running = new AsyncDisposableStack()
  onTestFinished(() => running.disposeAsync())
  const folder = await mkdtemp(join(tmpdir(), 'hemisphere-datastore-'))
  running.defer(() => rm(folder, { recursive: true }))
  const state = stateFolderAt(folder)
  await prepareStateFolder(state)
  const ports = { [first]: await freePort(), [second]: await freePort() }
  const portOf = (region: string): number => ports[region === first ? first : second]
  const lost: string[] = []
  const servers = new Map<string, ChildService>()
  const sessions = running.use(
    createGlobalDatastore({
      zone: 'eu',
      members: [first, second],
      portOf,
      async startServer(region, replicaOf) {
        const server = await startRedis({
          name: `${region}-sessions`,
          program: program ?? '',
          eviction: 'noeviction',
          replicaOf,
          port: portOf(region),
          state,
          environment: { PATH: process.env['PATH'] },
          signal: new AbortController().signal,
        })
        servers.set(region, server)
        return server
      },
      onStarted: () => undefined,
      onLost: ({ name }) => void lost.push(name),
    }),
  )
  await Promise.all([sessions.start(second), sessions.start(first)])
  const urls = [second, first].map((region) => `redis://127.0.0.1:${portOf(region)}`)
  const store = running.use(await openKeyValueStore({ kind: 'redis', urls, onError: () => undefined }))
  await store.set('session', 'kept', 60_000)
  return { sessions, store, folder, lost, servers }
}

const states = (sessions: GlobalDatastore): readonly string[] => [sessions.stateOf(first), sessions.stateOf(second)]

describe.skipIf(program === undefined)('the sessions of a zone', () => {
  test('swap their primary without loss, there and back, and nothing of them is on disk', async () => {
    const { sessions, store, folder } = await start()
    for (const [to, wanted] of [[second, ['replica', 'primary']] as const, [first, ['primary', 'replica']] as const]) {
      const written = Array.from({ length: 200 }, (_, index) => `${to}-${index}`)
      const [, ...results] = await Promise.allSettled([
        sessions.promote(to),
        ...written.map((key) => store.set(key, key, 60_000).then(() => key)),
      ])
      const acknowledged = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
      expect(states(sessions)).toEqual(wanted)
      expect(await store.get('session')).toBe('kept')
      expect(await Promise.all(acknowledged.map((key) => store.get(key)))).toEqual(acknowledged)
      expect(acknowledged).toHaveLength(200)
    }
    expect(readdirSync(folder, { recursive: true }).filter((file) => /\.(rdb|aof)$/.test(String(file)))).toEqual([])
  })

  test('outlive their primary, which comes back as a replica', async () => {
    const { sessions, store, lost } = await start()
    await sessions.promote(second)
    await sessions.promote(first)
    await sessions.kill(first)
    await expect(store.get('session')).rejects.toThrow('the store has no master')
    await sessions.promote(second)
    expect(await store.get('session')).toBe('kept')
    await sessions.start(first)
    expect(states(sessions)).toEqual(['replica', 'primary'])
    await sessions.promote(first)
    expect(await store.get('session')).toBe('kept')
    expect(lost).toEqual([])
  })

  test('outlive their primary also where it is started anew before anybody has promoted the other', async () => {
    const { sessions, store } = await start()
    await sessions.promote(second)
    await sessions.kill(second)
    await sessions.start(second)
    expect([sessions.primary(), ...states(sessions)]).toEqual([first, 'primary', 'replica'])
    expect(await store.get('session')).toBe('kept')
  })

  test('are promoted past a primary that is silent, which is ended so that it is no second one', async () => {
    const { sessions, store, servers, lost } = await start()
    await sessions.promote(second)
    const silent = servers.get(second)
    process.kill(silent?.record.pid ?? 0, 'SIGSTOP')
    await sessions.promote(first)
    expect(await silent?.ended).toBe('SIGKILL')
    expect(states(sessions)).toEqual(['primary', 'stopped'])
    expect(await store.get('session')).toBe('kept')
    expect(lost).toEqual([])
  })

  test('have no primary in a region that does not run, or twice', async () => {
    const { sessions } = await start()
    await expect(sessions.promote(first)).rejects.toThrow('already')
    await sessions.stop(second)
    await expect(sessions.promote(second)).rejects.toThrow('no running member in eu-central-1')
    await expect(sessions.promote('us-east-1')).rejects.toThrow('wanted one of zone eu')
  })
})
