import type { Environment } from '@hemisphere/kit/config.ts'
import { openHomes } from '@hemisphere/kit/home-database.ts'
import { createLogger } from '@hemisphere/kit/log.ts'
import { createSecretReader, readKeys } from '@hemisphere/kit/secrets.ts'
import { listen, type RunningService } from '@hemisphere/kit/service.ts'
import { readForecastingConfig } from './config.ts'
import { tellQueueDepth } from './jobs/tell-queue-depth.ts'
import { createForecastingSubgraph } from './server.ts'

/** Starts the forecasting subgraph on the region's secrets and database. */
export async function startForecasting(environment: Environment): Promise<RunningService> {
  const config = readForecastingConfig(environment)
  const { HEMISPHERE_REGION: region, BUDDY_REGION: buddyRegion, HOST: host, PORT: port } = config
  const log = createLogger({ service: 'forecasting', region, level: config.LOG_LEVEL })
  const secrets = createSecretReader({ region, endpoint: config.SECRETS_ENDPOINT })
  const cursorKeys = () => readKeys(secrets, 'hemisphere/cursor-key')
  // A secret that is missing is told at the start, not to the first page.
  await cursorKeys()
  const homes = await openHomes({ secrets, region, buddyRegion, service: 'forecasting' })
  const app = await createForecastingSubgraph({
    homes,
    cursorKeys,
    region,
    codeVersion: config.CODE_VERSION,
    now: Date.now,
    internalKeys: () => readKeys(secrets, 'hemisphere/internal-token-key'),
    log,
  })
  const telling = tellQueueDepth({ pools: homes.all.map(({ pool }) => pool), log })
  return listen({
    name: 'forecasting',
    app,
    host,
    port,
    log,
    resources: [() => telling[Symbol.asyncDispose](), () => homes[Symbol.asyncDispose](), () => secrets[Symbol.dispose]()],
  })
}
