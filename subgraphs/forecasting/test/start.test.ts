import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Environment } from '@hemisphere/kit/config.ts'
import { freePort } from '@hemisphere/local/free-port.ts'
import { createPool } from '@hemisphere/kit/database.ts'
import { openSecretStore } from '@hemisphere/local/secrets/secret-store.ts'
import { startSecretsServer } from '@hemisphere/local/secrets/secrets-server.ts'
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest'
import { startForecasting } from '../src/start.ts'
import { runForecastWorker } from '../src/worker/run-worker.ts'
import { startForecastWorker } from '../src/worker/start-worker.ts'
import { createForecastingWorld, runIdOf, silent, type ForecastingWorld } from './forecasting-world.ts'
import { seedSmallRetailer } from './small-retailer.ts'

const region = 'eu-west-1'
/** Its database is there later than its worker. */
const lateRegion = 'eu-central-1'
const held = new AsyncDisposableStack()
let world: ForecastingWorld
let environment: Environment
let putSecret: (inRegion: string, id: string, value: string) => Promise<unknown>

/** The login of the service on a port of this machine. */
async function loginOf(port: number) {
  const { rows } = await world.pool.query<{ dbname: string }>('select current_database() as dbname')
  return { host: '127.0.0.1', port, ...rows[0], username: 'forecasting_service', password: inject('postgres').password }
}

beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
  world = held.use(await createForecastingWorld())
  const folder = await mkdtemp(join(tmpdir(), 'hemisphere-secrets-'))
  held.defer(() => rm(folder, { recursive: true }))
  const store = await openSecretStore(join(folder, 'secrets.json'), Date.now)
  putSecret = (inRegion, id, value) => store.put(inRegion, id, value)
  await putSecret(region, 'hemisphere/database/home-eu-west-1/forecasting', JSON.stringify(await loginOf(inject('postgres').port)))
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

test('a worker that starts before its database takes jobs once the database answers', async () => {
  const { tenantId } = await seedSmallRetailer(world)
  const runId = runIdOf(await world.start(tenantId))
  await using late = await startLateDatabase(inject('postgres').port)
  await putSecret(lateRegion, 'hemisphere/database/home-eu-central-1/forecasting', JSON.stringify(await loginOf(late.port)))
  await using worker = await startForecastWorker({ ...environment, HEMISPHERE_REGION: lateRegion })
  await world.untilStatus(tenantId, runId, 'COMPLETED')
  expect((await fetch(`${worker.url}/readyz`)).status).toBe(200)
})

test('a worker whose first looks for jobs fail takes jobs all the same', async () => {
  const { tenantId } = await seedSmallRetailer(world)
  const runId = runIdOf(await world.start(tenantId))
  await using late = await startLateDatabase(inject('postgres').port)
  const login = { dbname: '', ...(await loginOf(late.port)) }
  const pool = await createPool({ login: async () => login, service: 'test' })
  await using connections = new AsyncDisposableStack()
  connections.defer(() => pool.end())
  await using worker = await runForecastWorker({ pool, log: silent, concurrency: 1 })
  await world.untilStatus(tenantId, runId, 'COMPLETED')
  expect(() => worker.checkReady()).not.toThrow()
})

/** A port that cuts its first three connections off, and hands later ones on to another port. */
async function startLateDatabase(to: number): Promise<AsyncDisposable & { readonly port: number }> {
  const port = await freePort()
  let refusals = 3
  const server = createServer((socket) => {
    refusals -= 1
    if (refusals >= 0) socket.destroy()
    else void pipeline(socket, connect(to, '127.0.0.1'), socket).catch(() => undefined)
  })
  await once(server.listen(port, '127.0.0.1'), 'listening')
  return {
    port,
    async [Symbol.asyncDispose]() {
      server.close()
      await once(server, 'close')
    },
  }
}

test('faults of the configuration are told all at once', async () => {
  const wrong = { ...environment, PORT: 'x', FORECAST_CONCURRENCY: '0' }
  await expect(startForecastWorker(wrong)).rejects.toThrow(/PORT[^]*FORECAST_CONCURRENCY/)
})
