import { errorCodeOf, errorCodes, graphqlError, type ErrorCode } from '@hemisphere/kit/error.ts'
import { graphqlMediaType } from '@hemisphere/kit/graphql-response.ts'
import type { FastifyReply } from 'fastify'
import { GraphQLError } from 'graphql'
import type { AnswerFacts } from './answer-facts.ts'
import { errorHead } from './error-status.ts'
import { formatError } from './format-error.ts'

/** Ends a request with one error in the shape of every answer; the code is returned for the log. */
export function sendError(reply: FastifyReply, error: GraphQLError, facts: AnswerFacts, status?: number): ErrorCode {
  const formatted = formatError(error.toJSON(), facts)
  const head = errorHead(formatted)
  void reply
    .code(status ?? head.status)
    .headers({ ...head.headers, 'content-type': graphqlMediaType, 'cache-control': 'no-store' })
    .send(JSON.stringify({ errors: [formatted], extensions: { hemisphere: facts } }))
  return errorCodeOf(formatted) ?? 'INTERNAL_SERVER_ERROR'
}

export interface TransportFault {
  readonly error: GraphQLError
  readonly status: number
}

/** Faults that Fastify finds before our code runs, by its codes. */
const transportFaults: Readonly<Record<string, { readonly status: number; readonly message: string }>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: { status: 413, message: 'the body is larger than is read here' },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: { status: 415, message: 'the body is of another media type, wanted application/json' },
  FST_ERR_CTP_EMPTY_JSON_BODY: { status: 400, message: 'the body is empty, wanted JSON' },
  FST_ERR_CTP_INVALID_JSON_BODY: { status: 400, message: 'the body is not JSON' },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: { status: 400, message: 'the body is not as long as its headers say' },
}

/** What a client is told of a request that ended before its operation; undefined for a fault of ours. */
export function toTransportFault(error: Error & { readonly code?: string | undefined }): TransportFault | undefined {
  if (error instanceof GraphQLError) {
    const code = errorCodeOf(error)
    return code === undefined ? undefined : { error, status: errorCodes[code].status }
  }
  const fault = transportFaults[error.code ?? '']
  return fault === undefined ? undefined : { error: graphqlError('BAD_USER_INPUT', fault.message), status: fault.status }
}
