import type { Environment } from '@hemisphere/kit/config.ts'
import { createPool } from '@hemisphere/kit/database.ts'
import { addHealthRoutes } from '@hemisphere/kit/health.ts'
import { createLogger } from '@hemisphere/kit/log.ts'
import { createSecretReader, readDatabaseSecret } from '@hemisphere/kit/secrets.ts'
import { listen, type RunningService } from '@hemisphere/kit/service.ts'
import { fastify } from 'fastify'
import { readWorkerConfig } from '../config.ts'
import { runForecastWorker } from './run-worker.ts'
import { untilConnected } from './until-connected.ts'

/** Connections besides those of the jobs under way: for notices of new jobs, for presence, and for the queue itself. */
const spareConnections = 4

/** Starts a forecast worker on the region's secrets and database; it listens for health checks alone. */
export async function startForecastWorker(environment: Environment): Promise<RunningService> {
  const config = readWorkerConfig(environment)
  const { HEMISPHERE_REGION: region, HOST: host, PORT: port, FORECAST_CONCURRENCY: concurrency } = config
  const service = 'forecast-worker'
  const log = createLogger({ service, region, level: config.LOG_LEVEL })
  const secrets = createSecretReader({ region, endpoint: config.SECRETS_ENDPOINT })
  const pool = await createPool({
    login: () => readDatabaseSecret(secrets, 'hemisphere/database/forecasting'),
    service,
    maxConnections: concurrency + spareConnections,
  })
  await untilConnected(pool, log)
  const worker = await runForecastWorker({ pool, log, concurrency })
  const app = fastify()
  addHealthRoutes(app, async () => {
    worker.checkReady()
    await pool.query('select from forecasting.forecast_run limit 0')
  })
  const resources = [() => worker[Symbol.asyncDispose](), () => pool.end(), () => secrets[Symbol.dispose]()]
  return listen({ name: service, app, host, port, log, resources })
}
