import type { CloudFrontHeaders, CloudFrontResultResponse } from 'aws-lambda'

/** The codes that the edge itself gives, as in the kit's table, whose weight (graphql) the edge can not carry. */
export const edgeErrors = {
  UNAUTHENTICATED: { status: 401, description: 'Unauthorized', retryable: false },
  RESIDENCY_VIOLATION: { status: 403, description: 'Forbidden', retryable: false },
  REGION_UNAVAILABLE: { status: 503, description: 'Service Unavailable', retryable: true },
  BAD_USER_INPUT: { status: 400, description: 'Bad Request', retryable: false },
  NOT_FOUND: { status: 404, description: 'Not Found', retryable: false },
} as const

export type EdgeErrorCode = keyof typeof edgeErrors

/** A request that ends at the edge, with the reason that its sender is told. */
export class EdgeRefusal extends Error {
  readonly code: EdgeErrorCode
  readonly retryAfterSeconds: number | undefined

  constructor(code: EdgeErrorCode, message: string, retryAfterSeconds?: number) {
    super(message)
    this.code = code
    this.retryAfterSeconds = retryAfterSeconds
  }
}

export interface ErrorAnswerInput {
  readonly code: EdgeErrorCode
  readonly message: string
  readonly requestId: string
  readonly retryAfterSeconds?: number | undefined
}

/** An error as a generated response, in the shape that every layer shares; never cached. */
export function errorAnswer({ code, message, requestId, retryAfterSeconds }: ErrorAnswerInput): CloudFrontResultResponse {
  const { status, description, retryable } = edgeErrors[code]
  return answer(
    status,
    description,
    JSON.stringify({ errors: [{ message, extensions: { code, retryable, requestId, region: 'edge' } }] }),
    {
      'content-type': 'application/graphql-response+json; charset=utf-8',
      'cache-control': 'no-store',
      'x-hemisphere-request-id': requestId,
      ...(code === 'UNAUTHENTICATED' ? { 'www-authenticate': 'Bearer' } : {}),
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
    },
  )
}

/** A generated response with the headers as CloudFront wants them. */
export function answer(
  status: number,
  statusDescription: string,
  body: string,
  headers: Readonly<Record<string, string>>,
): CloudFrontResultResponse {
  const cloudFrontHeaders: CloudFrontHeaders = {}
  for (const [key, value] of Object.entries(headers)) cloudFrontHeaders[key] = [{ key, value }]
  return { status: String(status), statusDescription, headers: cloudFrontHeaders, body }
}
