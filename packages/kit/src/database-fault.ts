import type { GraphQLError } from 'graphql'
import { graphqlError } from './error.ts'

/** SQLSTATEs that schema `ops` raises (operations/migrations). */
const moved = new Set(['HS001', 'HS004'])
/** A fenced tenant, a writer without its lease, and PostgreSQL's read_only_sql_transaction. */
const readOnly = new Set(['HS002', 'HS003', '25006'])
/**
 * Classes 08 (connection exception) and 57P (operator intervention, starting up), 53300 (too many connections), PostgreSQL manual,
 * appendix A; and what the system says.
 */
const unreachable = /^(08...|57P0[1-5]|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH)$/
/** pg has no code for these. */
const unreachableMessage =
  /^(Connection terminated|Query read timeout|timeout expired|timeout exceeded when trying to connect|Client has encountered a connection error)/

/**
 * What a failed statement means for its caller, when it is no fault of ours: TENANT_MOVED, REGION_READ_ONLY, or
 * REGION_UNAVAILABLE for a database that does not answer; undefined for any other error.
 */
export function databaseFault(error: unknown): GraphQLError | undefined {
  if (!(error instanceof Error)) return undefined
  const code = 'code' in error ? String(error.code) : ''
  if (moved.has(code)) return graphqlError('TENANT_MOVED', 'the tenant has moved to another home, wanted a fresh token', { cause: error })
  if (readOnly.has(code)) return readOnlyError(error)
  if (unreachable.test(code) || unreachableMessage.test(error.message)) {
    return graphqlError('REGION_UNAVAILABLE', 'the database of this home does not answer', { cause: error, retryAfterSeconds: 1 })
  }
  return undefined
}

/** A write where none can be taken now. */
export function readOnlyError(cause?: unknown): GraphQLError {
  return graphqlError('REGION_READ_ONLY', 'nothing can be written for this tenant now, wanted the same request again later', {
    cause,
    retryAfterSeconds: 2,
  })
}
