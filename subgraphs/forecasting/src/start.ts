import type { Environment } from '@hemisphere/kit/config.ts'
import { createPool } from '@hemisphere/kit/database.ts'
import { createLogger } from '@hemisphere/kit/log.ts'
import { createSecretReader, readDatabaseSecret, readKeys } from '@hemisphere/kit/secrets.ts'
import { listen, type RunningService } from '@hemisphere/kit/service.ts'
import { readForecastingConfig } from './config.ts'
import { createForecastingSubgraph } from './server.ts'

/** Starts the forecasting subgraph on the region's secrets and database. */
export async function startForecasting(environment: Environment): Promise<RunningService> {
  const config = readForecastingConfig(environment)
  const { HEMISPHERE_REGION: region, HOST: host, PORT: port } = config
  const log = createLogger({ service: 'forecasting', region, level: config.LOG_LEVEL })
  const secrets = createSecretReader({ region, endpoint: config.SECRETS_ENDPOINT })
  const [cursorKey] = await readKeys(secrets, 'hemisphere/cursor-key')
  if (cursorKey === undefined) throw new Error('secret hemisphere/cursor-key holds no key')
  const pool = await createPool({ login: () => readDatabaseSecret(secrets, 'hemisphere/database/forecasting'), service: 'forecasting' })
  const app = await createForecastingSubgraph({
    pool,
    cursorKey,
    region,
    codeVersion: config.CODE_VERSION,
    now: Date.now,
    internalKeys: () => readKeys(secrets, 'hemisphere/internal-token-key'),
    log,
  })
  return listen({ name: 'forecasting', app, host, port, log, resources: [() => pool.end(), () => secrets[Symbol.dispose]()] })
}
