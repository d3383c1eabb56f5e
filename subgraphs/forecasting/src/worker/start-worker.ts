import type { Environment } from '@hemisphere/kit/config.ts'
import { createPool } from '@hemisphere/kit/database.ts'
import { addHealthRoutes } from '@hemisphere/kit/health.ts'
import { homeLoginId } from '@hemisphere/kit/home-database.ts'
import { createLogger } from '@hemisphere/kit/log.ts'
import { createSecretReader, readDatabaseSecret } from '@hemisphere/kit/secrets.ts'
import { listen, type RunningService } from '@hemisphere/kit/service.ts'
import { fastify } from 'fastify'
import type pg from 'pg'
import { readWorkerConfig } from '../config.ts'
import { runForecastWorker, type ForecastWorker } from './run-worker.ts'
import { untilConnected } from './until-connected.ts'
import { whileWriter, type FollowedWork } from './while-writer.ts'

/** Connections besides those of the jobs under way: for notices of new jobs, for presence, and for the queue itself. */
const spareConnections = 4
const service = 'forecast-worker'

/**
 * Starts a forecast worker on the region's secrets and databases; it listens for health checks alone. It does the jobs of its
 * own home, and of its buddy's while this region holds that home's writer.
 */
export async function startForecastWorker(environment: Environment): Promise<RunningService> {
  const config = readWorkerConfig(environment)
  const { HEMISPHERE_REGION: region, BUDDY_REGION: buddyRegion, HOST: host, PORT: port, FORECAST_CONCURRENCY: concurrency } = config
  const log = createLogger({ service, region, level: config.LOG_LEVEL })
  await using resources = new AsyncDisposableStack()
  const secrets = resources.use(createSecretReader({ region, endpoint: config.SECRETS_ENDPOINT }))

  async function poolOf(home: string): Promise<pg.Pool> {
    const login = () => readDatabaseSecret(secrets, homeLoginId(home, 'forecasting'))
    const pool = await createPool({ login, service, maxConnections: concurrency + spareConnections })
    resources.defer(() => pool.end())
    return pool
  }

  async function followHome(pool: pg.Pool): Promise<FollowedWork<ForecastWorker>> {
    return resources.use(await whileWriter({ pool, log, start: () => runForecastWorker({ pool, log, concurrency }) }))
  }

  const pool = await poolOf(region)
  await untilConnected(pool, log)
  const own = await followHome(pool)
  if (buddyRegion !== undefined) await followHome(await poolOf(buddyRegion))
  const app = fastify()
  addHealthRoutes(app, async () => {
    own.current()?.checkReady()
    await pool.query('select from forecasting.forecast_run limit 0')
  })
  const held = resources.move()
  return listen({ name: service, app, host, port, log, resources: [() => held.disposeAsync()] })
}
