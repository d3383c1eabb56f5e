import type { Environment } from '@hemisphere/kit/config.ts'
import { openHomes } from '@hemisphere/kit/home-database.ts'
import { createLogger } from '@hemisphere/kit/log.ts'
import { createSecretReader, readKeys } from '@hemisphere/kit/secrets.ts'
import { listen, type RunningService } from '@hemisphere/kit/service.ts'
import { readCatalogConfig } from './config.ts'
import { createCatalogSubgraph } from './server.ts'

/** Starts the catalog subgraph on the region's secrets and database. */
export async function startCatalog(environment: Environment): Promise<RunningService> {
  const config = readCatalogConfig(environment)
  const log = createLogger({ service: 'catalog', region: config.HEMISPHERE_REGION, level: config.LOG_LEVEL })
  const secrets = createSecretReader({ region: config.HEMISPHERE_REGION, endpoint: config.SECRETS_ENDPOINT })
  const cursorKeys = () => readKeys(secrets, 'hemisphere/cursor-key')
  // A secret that is missing is told at the start, not to the first page.
  await cursorKeys()
  const { HEMISPHERE_REGION: region, BUDDY_REGION: buddyRegion } = config
  const homes = await openHomes({ secrets, region, buddyRegion, service: 'catalog' })
  const app = await createCatalogSubgraph({
    homes,
    cursorKeys,
    internalKeys: () => readKeys(secrets, 'hemisphere/internal-token-key'),
    log,
  })
  return listen({
    name: 'catalog',
    app,
    host: config.HOST,
    port: config.PORT,
    log,
    resources: [() => homes[Symbol.asyncDispose](), () => secrets[Symbol.dispose]()],
  })
}
