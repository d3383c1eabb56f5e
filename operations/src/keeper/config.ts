import { parseConfig, serviceVariables, type Environment } from '@hemisphere/kit/config.ts'
import { z } from 'zod'

const schema = z.object({
  ...serviceVariables,
  /** Base address of the gateway of this region: while it is ready, the region serves. */
  GATEWAY_URL: z.url(),
})

export type KeeperConfig = Readonly<z.infer<typeof schema>>

/** The keeper's configuration, or an error that names every faulty variable. */
export function readKeeperConfig(environment: Environment): KeeperConfig {
  return parseConfig(schema, environment)
}
