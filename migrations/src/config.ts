import { parseConfig, portVariable, serviceVariables, type Environment } from '@hemisphere/kit/config.ts'
import { z } from 'zod'

const { HEMISPHERE_REGION, SECRETS_ENDPOINT, LOG_LEVEL } = serviceVariables

const schema = z.object({
  HEMISPHERE_REGION,
  SECRETS_ENDPOINT,
  LOG_LEVEL,
  DATABASE: z.string().regex(/^(?:home|directory)-[a-z\d-]+$/, 'wanted a database such as home-eu-west-1'),
  /** The writer's own name, which its certificate has. */
  DATABASE_HOST: z.string().min(1),
  DATABASE_PORT: portVariable.default(5_432),
  MIGRATION_PHASE: z.enum(['expand', 'contract']),
})

export type MigrationConfig = Readonly<z.infer<typeof schema>>

/** The configuration of one run, or an error that names every faulty variable. */
export function readMigrationConfig(environment: Environment): MigrationConfig {
  return parseConfig(schema, environment)
}
