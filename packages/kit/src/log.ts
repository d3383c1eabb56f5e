import { createHash } from 'node:crypto'
import { pino, stdSerializers, type Logger } from 'pino'

export type { Logger } from 'pino'

export interface LogOptions {
  readonly service: string
  readonly region: string
  readonly level: string
}

/** A JSON logger of one service. Tokens and credentials are cut out by name, wherever an object brings them. */
export function createLogger({ service, region, level }: LogOptions): Logger {
  return pino({
    level,
    base: { service, region },
    serializers: { err: loggableError },
    redact: {
      paths: ['authorization', 'token', 'password', 'secret', '*.authorization', '*.token', '*.password', '*.secret', 'headers.cookie'],
      remove: true,
    },
  })
}

/** Fields of an error that tell where it came from; others, such as PostgreSQL's details, show what is in a row. */
const errorFields = ['type', 'message', 'stack', 'code', 'constraint', 'table', 'column'] as const

/** An error as it may be logged, with those within it; what caused it is in message and stack. What is no error is told by its type alone. */
export function loggableError(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { type: typeof error }
  const serialized: Readonly<Record<string, unknown>> = { ...stdSerializers.err(error) }
  const fields = errorFields.flatMap((name) => (serialized[name] === undefined ? [] : [[name, serialized[name]] as const]))
  const errors = error instanceof AggregateError ? { errors: error.errors.map(loggableError) } : {}
  return { ...Object.fromEntries(fields), ...errors }
}

/** A tenant in a log: eight hex digits that tell tenants apart and name none. */
export function tenantHash(tenantId: string): string {
  return createHash('sha256').update(tenantId).digest('hex').slice(0, 8)
}
