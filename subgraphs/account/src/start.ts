import type { Environment } from '@hemisphere/kit/config.ts'
import { createLogger } from '@hemisphere/kit/log.ts'
import { createSecretReader, readKeys } from '@hemisphere/kit/secrets.ts'
import { listen, type RunningService } from '@hemisphere/kit/service.ts'
import { readAccountConfig } from './config.ts'
import { createAccountSubgraph } from './server.ts'

/** Starts the account subgraph on the region's secrets. */
export async function startAccount(environment: Environment): Promise<RunningService> {
  const config = readAccountConfig(environment)
  const log = createLogger({ service: 'account', region: config.HEMISPHERE_REGION, level: config.LOG_LEVEL })
  const secrets = createSecretReader({ region: config.HEMISPHERE_REGION, endpoint: config.SECRETS_ENDPOINT })
  const app = await createAccountSubgraph({ internalKeys: () => readKeys(secrets, 'hemisphere/internal-token-key'), log })
  return listen({ name: 'account', app, host: config.HOST, port: config.PORT, log, resources: [() => secrets[Symbol.dispose]()] })
}
