import type { BaseContext } from '@apollo/server'
import type { ServingRole } from '../home/serve-home.ts'
import type { InternalClaims } from '@hemisphere/kit/internal-token.ts'

/** Who asks: the token's claims and what they grant here and now. */
export type Caller = Readonly<Omit<InternalClaims, 'requestId' | 'deadline'>>

/** What is told of one request in its answer and in the log. */
export interface RequestRecord {
  readonly requestId: string
  /** Milliseconds since 1970. */
  readonly startedAt: number
  tenantId?: string
  operationName?: string
  /** How often subgraphs were asked; absent where none was. */
  subgraphCalls?: number
  /** Codes of the errors in the answer, each once. */
  errorCodes: readonly string[]
  /** As what this region serves the caller's home, once that is known. */
  role?: ServingRole
  /** Instant up to which what was read is complete, when a replica was read; the earliest of several. */
  asOf?: string
  /** Whether the edge lets nothing more be written for this home. */
  isReadOnly?: boolean
  /** Whether the answer has its final shape; Apollo Server ends some requests before any of our code. */
  isShaped: boolean
}

/** What one admitted request holds while its operation runs. */
export interface GatewayContext extends BaseContext {
  readonly record: RequestRecord
  readonly scopes: ReadonlySet<string>
  /** For subgraphs alone; void at the deadline. */
  readonly internalToken: string
  /** Milliseconds since 1970 after which nobody waits for the answer. */
  readonly deadline: number
  /** Aborted when the client has gone or the deadline has passed. */
  readonly signal: AbortSignal
}
