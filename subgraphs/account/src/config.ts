import { parseConfig, serviceVariables, type Environment } from '@hemisphere/kit/config.ts'
import { z } from 'zod'

const schema = z.object(serviceVariables)

export type AccountConfig = Readonly<z.infer<typeof schema>>

/** The configuration of the account subgraph, or an error that names every faulty variable. */
export function readAccountConfig(environment: Environment): AccountConfig {
  return parseConfig(schema, environment)
}
