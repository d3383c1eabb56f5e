import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { access, constants, open } from 'node:fs/promises'
import { connect } from 'node:net'
import { delimiter, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { adoptChild, type ChildService } from './child-service.ts'
import type { StateFolder } from './state-folder.ts'

export interface RedisOptions {
  /** Of its process, its record and its log. */
  readonly name: string
  readonly program: string
  /** What goes when it is full: of a cache, what nobody has asked for; elsewhere nothing, and writes are refused. */
  readonly eviction: 'allkeys-lru' | 'noeviction'
  /** Port of the Redis that it copies; undefined for one that takes writes. */
  readonly replicaOf?: number | undefined
  readonly port: number
  readonly state: StateFolder
  readonly environment: { readonly PATH?: string | undefined }
  readonly signal: AbortSignal
}

/** The path of `redis-server`, undefined when PATH has none. */
export async function findRedisServer(path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter).filter((entry) => entry !== '')) {
    const program = join(folder, 'redis-server')
    const found = await access(program, constants.X_OK).then(
      () => true,
      () => false,
    )
    if (found) return program
  }
  return undefined
}

/** A Redis on 127.0.0.1 that keeps nothing on disk: what is in it goes with its process. */
export async function startRedis(options: RedisOptions): Promise<ChildService> {
  const { name, program, eviction, replicaOf, port, state, environment, signal } = options
  signal.throwIfAborted()
  const logFile = join(state.logs, `${name}.log`)
  const log = await open(logFile, 'a', 0o600)
  const flags = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    // A replica writes what it is sent to a file all the same, unless it takes it in from the socket; and every Redis reads, at
    // its start, the file that has the name of its own.
    '--repl-diskless-load',
    'swapdb',
    '--dbfilename',
    `${name}.rdb`,
    '--maxmemory',
    '256mb',
    '--maxmemory-policy',
    eviction,
    // And its master sends from memory.
    '--repl-diskless-sync',
    'yes',
    '--repl-diskless-sync-delay',
    '0',
    ...(replicaOf === undefined ? [] : ['--replicaof', '127.0.0.1', String(replicaOf)]),
  ]
  const child = spawn(program, flags, {
    cwd: state.path,
    env: { PATH: environment.PATH },
    stdio: ['ignore', log.fd, log.fd],
    detached: true,
  })
  await log.close()
  const service = await adoptChild(child, { name, logFile, records: state.processes, stopLimitMs: 5_000 })
  const over = new AbortController()
  try {
    const died = service.ended.then((how) =>
      Promise.reject(new Error(`${name} ended with ${how} before it was ready; its log is ${logFile}`)),
    )
    await Promise.race([untilListening(port, AbortSignal.any([signal, over.signal])), died])
  } catch (error) {
    await service[Symbol.asyncDispose]()
    throw error
  } finally {
    over.abort()
  }
  return service
}

async function untilListening(port: number, signal: AbortSignal): Promise<void> {
  while (!(await answers(port))) await delay(25, undefined, { signal })
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
