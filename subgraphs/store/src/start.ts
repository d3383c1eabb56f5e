import type { Environment } from '@hemisphere/kit/config.ts'
import { openHomes } from '@hemisphere/kit/home-database.ts'
import { createLogger } from '@hemisphere/kit/log.ts'
import { createSecretReader, readKeys } from '@hemisphere/kit/secrets.ts'
import { listen, type RunningService } from '@hemisphere/kit/service.ts'
import { readStoreConfig } from './config.ts'
import { createStoreSubgraph } from './server.ts'

/** Starts the store subgraph on the region's secrets and database. */
export async function startStore(environment: Environment): Promise<RunningService> {
  const config = readStoreConfig(environment)
  const log = createLogger({ service: 'store', region: config.HEMISPHERE_REGION, level: config.LOG_LEVEL })
  const secrets = createSecretReader({ region: config.HEMISPHERE_REGION, endpoint: config.SECRETS_ENDPOINT })
  const cursorKeys = () => readKeys(secrets, 'hemisphere/cursor-key')
  // A secret that is missing is told at the start, not to the first page.
  await cursorKeys()
  const { HEMISPHERE_REGION: region, BUDDY_REGION: buddyRegion } = config
  const homes = await openHomes({ secrets, region, buddyRegion, service: 'store' })
  const app = await createStoreSubgraph({
    homes,
    cursorKeys,
    internalKeys: () => readKeys(secrets, 'hemisphere/internal-token-key'),
    log,
  })
  return listen({
    name: 'store',
    app,
    host: config.HOST,
    port: config.PORT,
    log,
    resources: [() => homes[Symbol.asyncDispose](), () => secrets[Symbol.dispose]()],
  })
}
