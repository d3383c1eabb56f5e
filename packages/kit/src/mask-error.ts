import type { GraphQLError, GraphQLFormattedError } from 'graphql'
import { errorCodeOf, errorCodes, type ErrorCode } from './error.ts'

/** Faults of a document that Apollo Server finds before our code runs. */
const documentFaults: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
  'BAD_REQUEST',
])

/** The code under which a client sees an error: its own, BAD_USER_INPUT for a faulty document, else INTERNAL_SERVER_ERROR. */
export function publicCodeOf(error: Pick<GraphQLFormattedError, 'extensions'>): ErrorCode {
  const extensions = error.extensions ?? {}
  return documentFaults.has(extensions['code']) ? 'BAD_USER_INPUT' : (errorCodeOf({ extensions }) ?? 'INTERNAL_SERVER_ERROR')
}

/** Whether an error is ours to mend: neither a client's fault nor an outage that we announced. */
export function isOurFault(error: GraphQLError): boolean {
  return publicCodeOf(error) === 'INTERNAL_SERVER_ERROR'
}

/** An error as clients may see it: codes and messages that we made stay, anything else becomes `internal server error`. */
export function maskError(formatted: GraphQLFormattedError): GraphQLFormattedError {
  const code = publicCodeOf(formatted)
  const { path, locations } = formatted
  const retryAfterSeconds = formatted.extensions?.['retryAfterSeconds']
  return {
    message: code === 'INTERNAL_SERVER_ERROR' ? 'internal server error' : formatted.message,
    ...(locations === undefined ? {} : { locations }),
    ...(path === undefined ? {} : { path }),
    extensions: { code, retryable: errorCodes[code].retryable, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) },
  }
}
