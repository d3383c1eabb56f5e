import { errorCodes, type ErrorCode } from './error.ts'

/** Media type of every answer of the graph, errors included (GraphQL over HTTP). */
export const graphqlMediaType = 'application/graphql-response+json; charset=utf-8'

export interface ErrorResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export interface ErrorResponseInput {
  readonly code: ErrorCode
  readonly message: string
  readonly requestId: string
  readonly region: string
  readonly retryAfterSeconds?: number
}

/** An error as a whole HTTP answer in the shape that every layer shares; never HTML, never cached. */
export function errorResponse(input: ErrorResponseInput): ErrorResponse {
  const { status, retryable } = errorCodes[input.code]
  const { code, message, requestId, region } = input
  return {
    status,
    headers: {
      'content-type': graphqlMediaType,
      'cache-control': 'no-store',
      ...(input.retryAfterSeconds === undefined ? {} : { 'retry-after': String(input.retryAfterSeconds) }),
    },
    body: JSON.stringify({ errors: [{ message, extensions: { code, retryable, requestId, region } }] }),
  }
}
