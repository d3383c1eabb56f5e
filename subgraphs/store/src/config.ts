import { parseConfig, serviceVariables, type Environment } from '@hemisphere/kit/config.ts'
import { z } from 'zod'

const schema = z.object(serviceVariables)

export type StoreConfig = Readonly<z.infer<typeof schema>>

/** The store's configuration, or an error that names every faulty variable. */
export function readStoreConfig(environment: Environment): StoreConfig {
  return parseConfig(schema, environment)
}
