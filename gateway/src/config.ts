import { parseConfig, serviceVariables, type Environment } from '@hemisphere/kit/config.ts'
import type { SubgraphName } from '@hemisphere/schema/read-sdl.ts'
import { z } from 'zod'

const schema = z.object({
  ...serviceVariables,
  ACCOUNT_URL: z.url(),
  CATALOG_URL: z.url(),
  FORECASTING_URL: z.url(),
  STORE_URL: z.url(),
  /** `iss` of the zone's access tokens. */
  TOKEN_ISSUER: z.url(),
  TOKEN_JWKS_URL: z.url(),
  /** Without one, what would be shared is kept in the process. */
  REDIS_URL: z.url().optional(),
})

export type GatewayConfig = Readonly<z.infer<typeof schema>>

/** The gateway's configuration, or an error that names every faulty variable. */
export function readGatewayConfig(environment: Environment): GatewayConfig {
  return parseConfig(schema, environment)
}

/** Base address of each subgraph. */
export function subgraphUrls(config: GatewayConfig): Readonly<Record<SubgraphName, string>> {
  return { account: config.ACCOUNT_URL, catalog: config.CATALOG_URL, forecasting: config.FORECASTING_URL, store: config.STORE_URL }
}
