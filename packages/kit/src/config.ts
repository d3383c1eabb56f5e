import { z } from 'zod'

export type Environment = Readonly<Record<string, string | undefined>>

/** The environment as a frozen configuration; every fault is told at once, by variable and reason, never by value. */
export function parseConfig<Schema extends z.ZodType>(schema: Schema, environment: Environment): Readonly<z.infer<Schema>> {
  const result = schema.safeParse(environment)
  if (!result.success) {
    const faults = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
    throw new Error(`the configuration is not usable:\n${faults.join('\n')}`)
  }
  return Object.freeze(result.data)
}

/** A TCP port as an environment variable; 0 lets the system choose. */
export const portVariable = z.coerce.number().int().min(0).max(65_535)

/** What every service reads: where it runs, where it listens, where its secrets are. */
export const serviceVariables = {
  HEMISPHERE_REGION: z.string().regex(/^[a-z]{2}-[a-z]+-\d$/, 'wanted a region such as eu-west-1'),
  HEMISPHERE_ZONE: z.string().regex(/^[a-z]{2,8}$/, 'wanted a zone such as eu'),
  /** The other region of the zone, whose tenants are served here in a failover; absent where there is none. */
  BUDDY_REGION: z
    .string()
    .regex(/^[a-z]{2}-[a-z]+-\d$/, 'wanted a region such as eu-central-1')
    .optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: portVariable,
  /** Only where Secrets Manager is not AWS's own. */
  SECRETS_ENDPOINT: z.url().optional(),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
}
