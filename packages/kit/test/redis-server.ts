import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { freePort } from '@hemisphere/local/free-port.ts'
import { createClient } from 'redis'
import { vi } from 'vitest'

/** A Redis of its own, which keeps nothing on disk; disposal kills it. */
export interface RedisServer extends AsyncDisposable {
  readonly url: string
  readonly port: number
  /** SIGSTOP makes it silent, SIGKILL loses it. */
  signal(name: NodeJS.Signals): void
  /** Gives it a command on a connection of its own. */
  command(...words: readonly string[]): Promise<unknown>
}

export interface RedisServerOptions {
  readonly port?: number
  readonly replicaOf?: RedisServer
  readonly password?: string
}

export async function startRedis({ port: wanted, replicaOf, password = '' }: RedisServerOptions = {}): Promise<RedisServer> {
  const port = wanted ?? (await freePort())
  const flags = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--repl-diskless-sync-delay', '0']
  const server = spawn('redis-server', [...flags, '--repl-diskless-load', 'swapdb', '--requirepass', password], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: server.stdout })) if (line.includes('Ready to accept connections')) break
  server.stdout.resume()
  const started: RedisServer = {
    url: `redis://127.0.0.1:${port}`,
    port,
    signal: (name) => void server.kill(name),
    async command(...words) {
      const client = createClient({ url: started.url, password, socket: { reconnectStrategy: false } }).on('error', () => undefined)
      try {
        await client.connect()
        return await client.sendCommand(words)
      } finally {
        client.destroy()
      }
    },
    async [Symbol.asyncDispose]() {
      if (server.exitCode !== null || server.signalCode !== null) return
      const ended = once(server, 'exit')
      server.kill('SIGKILL')
      await ended
    },
  }
  if (replicaOf !== undefined) await follow(started, replicaOf)
  return started
}

/** Makes a server a replica, and waits until it has all that the master has. */
export async function follow(replica: RedisServer, master: RedisServer): Promise<void> {
  await replica.command('REPLICAOF', '127.0.0.1', String(master.port))
  await untilCopied(replica, master)
}

/** Waits until a replica has what its master has by now. */
export async function untilCopied(replica: RedisServer, master: RedisServer): Promise<void> {
  await vi.waitFor(
    async () => {
      const [[, sent], role] = [Object(await master.command('ROLE')), Object(await replica.command('ROLE'))]
      if (role[3] !== 'connected' || role[4] !== sent) throw new Error(`the replica is ${role[3]} at ${role[4]} of ${sent}`)
    },
    { timeout: 10_000 },
  )
}

export async function promote(replica: RedisServer): Promise<void> {
  await replica.command('REPLICAOF', 'NO', 'ONE')
}
