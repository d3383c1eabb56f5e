import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { openKeyValueStore } from '@hemisphere/kit/key-value-store.ts'
import { freePort } from '@hemisphere/local/free-port.ts'
import { expect, test } from 'vitest'
import { startGatewayWorld } from './gateway-world.ts'

const hasRedis = spawnSync('redis-server', ['--version']).status === 0

async function startRedis(): Promise<{ url: string } & AsyncDisposable> {
  const port = await freePort()
  const server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface({ input: server.stdout })) if (line.includes('Ready to accept connections')) break
  server.stdout.resume()
  return {
    url: `redis://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      if (server.exitCode !== null || server.signalCode !== null) return
      const ended = once(server, 'exit')
      server.kill('SIGTERM')
      await ended
    },
  }
}

test.skipIf(!hasRedis)('scopes are kept in Redis by zone, tenant, set and epoch; without Redis the directory answers', async () => {
  await using redis = await startRedis()
  const faults: Error[] = []
  await using store = await openKeyValueStore({ kind: 'redis', url: redis.url, onError: (error) => void faults.push(error) })
  await using world = await startGatewayWorld({ store })
  const tenant = await world.directory.addTenant(['catalog:read'])
  const token = await world.token(tenant)
  const scopesNow = async () => (await world.ask({ query: '{ viewer { scopes } }', token })).body.data

  expect(await scopesNow()).toEqual({ viewer: { scopes: ['catalog:read'] } })
  expect(await store.get(`eu:${tenant.id}:${tenant.permissionSetId}:1:scopes`)).toBe('["catalog:read"]')

  await store.set(`eu:${tenant.id}:${tenant.permissionSetId}:1:scopes`, '["store:read"]', 60_000)
  expect(await scopesNow()).toEqual({ viewer: { scopes: ['store:read'] } })

  await redis[Symbol.asyncDispose]()
  expect(await scopesNow()).toEqual({ viewer: { scopes: ['catalog:read'] } })
})
