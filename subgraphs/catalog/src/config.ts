import { parseConfig, serviceVariables, type Environment } from '@hemisphere/kit/config.ts'
import { z } from 'zod'

const schema = z.object(serviceVariables)

export type CatalogConfig = Readonly<z.infer<typeof schema>>

/** The catalog's configuration, or an error that names every faulty variable. */
export function readCatalogConfig(environment: Environment): CatalogConfig {
  return parseConfig(schema, environment)
}
