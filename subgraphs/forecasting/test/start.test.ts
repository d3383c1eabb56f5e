import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Environment } from '@hemisphere/kit/config.ts'
import { openSecretStore } from '@hemisphere/local/secrets/secret-store.ts'
import { startSecretsServer } from '@hemisphere/local/secrets/secrets-server.ts'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { startForecasting } from '../src/start.ts'
import { startForecastWorker } from '../src/worker/start-worker.ts'
import { createForecastingWorld, runIdOf, type ForecastingWorld } from './forecasting-world.ts'
import { seedSmallRetailer } from './small-retailer.ts'

const region = 'eu-west-1'
const held = new AsyncDisposableStack()
let world: ForecastingWorld
let environment: Environment

beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
  world = held.use(await createForecastingWorld())
  const folder = await mkdtemp(join(tmpdir(), 'hemisphere-secrets-'))
  held.defer(() => rm(folder, { recursive: true }))
  const store = await openSecretStore(join(folder, 'secrets.json'), Date.now)
  const { port, password } = inject('postgres')
  const { rows } = await world.pool.query<{ dbname: string }>('select current_database() as dbname')
  const login = { host: '127.0.0.1', port, ...rows[0], username: 'forecasting_service', password }
  await store.put(region, 'hemisphere/database/forecasting', JSON.stringify(login))
  for (const key of ['hemisphere/cursor-key', 'hemisphere/internal-token-key']) {
    await store.put(region, key, Buffer.alloc(32, key).toString('base64url'))
  }
  const secrets = held.use(await startSecretsServer(store, 0))
  environment = { HEMISPHERE_REGION: region, HEMISPHERE_ZONE: 'eu', PORT: '0', SECRETS_ENDPOINT: secrets.url, LOG_LEVEL: 'silent' }
})

afterAll(async () => {
  await held.disposeAsync()
  vi.unstubAllEnvs()
})

test.each([
  ['the subgraph', startForecasting],
  ['the worker', startForecastWorker],
])('%s starts on the region’s secrets, lives and is ready', async (_, start) => {
  await using service = await start(environment)
  for (const path of ['/livez', '/readyz']) expect((await fetch(`${service.url}${path}`)).status).toBe(200)
})

test('the worker does what was queued before it started', async () => {
  const { tenantId } = await seedSmallRetailer(world)
  const runId = runIdOf(await world.start(tenantId))
  await using worker = await startForecastWorker(environment)
  await world.untilStatus(tenantId, runId, 'COMPLETED')
  expect((await fetch(`${worker.url}/readyz`)).status).toBe(200)
})

test('faults of the configuration are told all at once', async () => {
  const wrong = { ...environment, PORT: 'x', FORECAST_CONCURRENCY: '0' }
  await expect(startForecastWorker(wrong)).rejects.toThrow(/PORT[^]*FORECAST_CONCURRENCY/)
})
