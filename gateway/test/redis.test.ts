import { spawnSync } from 'node:child_process'
import { openKeyValueStore } from '@hemisphere/kit/key-value-store.ts'
import { expect, test } from 'vitest'
import { startGatewayWorld } from './gateway-world.ts'
import { startRedis } from './test-redis.ts'

const hasRedis = spawnSync('redis-server', ['--version']).status === 0

test.skipIf(!hasRedis)('scopes are kept in Redis by zone, tenant, set and epoch; without Redis the directory answers', async () => {
  await using redis = await startRedis()
  const faults: Error[] = []
  await using store = await openKeyValueStore({ kind: 'redis', urls: [redis.url], onError: (error) => void faults.push(error) })
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
