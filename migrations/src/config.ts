import { parseConfig, portVariable, serviceVariables, type Environment } from '@hemisphere/kit/config.ts'
import { z } from 'zod'

const { HEMISPHERE_REGION, SECRETS_ENDPOINT, LOG_LEVEL } = serviceVariables

const schema = z.object({
  HEMISPHERE_REGION,
  SECRETS_ENDPOINT,
  LOG_LEVEL,
  DATABASE: z.string().regex(/^(?:home|directory)-[a-z\d-]+$/, 'wanted a database such as home-eu-west-1'),
  /** The writer's own name, which its certificate has; found in DATABASE_HOSTS where it is not given. */
  DATABASE_HOST: z.string().min(1),
  DATABASE_PORT: portVariable.default(5_432),
  MIGRATION_PHASE: z.enum(['expand', 'contract']),
})

export type MigrationConfig = Readonly<z.infer<typeof schema>>

/** The configuration of one run, or an error that names every faulty variable. */
export function readMigrationConfig(environment: Environment): MigrationConfig {
  return parseConfig(schema, { ...addressIn(environment), ...environment })
}

/** One task migrates any database of a region: `DATABASE_HOSTS` has `name=host:port` of each, with spaces between them. */
function addressIn({ DATABASE: name = '', DATABASE_HOSTS: hosts = '' }: Environment): Environment {
  const entry = hosts.split(' ').find((candidate) => candidate.startsWith(`${name}=`))
  const [, host, port] = /=(.+):(\d+)$/.exec(entry ?? '') ?? []
  return host === undefined ? {} : { DATABASE_HOST: host, DATABASE_PORT: port }
}
