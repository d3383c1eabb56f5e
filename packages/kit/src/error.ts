import { GraphQLError } from 'graphql'

/** Every code that a client of the graph can meet, with its HTTP status and whether the same request may succeed later. */
export const errorCodes = {
  UNAUTHENTICATED: { status: 401, retryable: false },
  TENANT_MOVED: { status: 401, retryable: true },
  FORBIDDEN: { status: 403, retryable: false },
  RESIDENCY_VIOLATION: { status: 403, retryable: false },
  REGION_UNAVAILABLE: { status: 503, retryable: true },
  REGION_READ_ONLY: { status: 503, retryable: true },
  THROTTLED: { status: 429, retryable: true },
  BAD_USER_INPUT: { status: 400, retryable: false },
  NOT_FOUND: { status: 404, retryable: false },
  CONFLICT: { status: 409, retryable: false },
  COST_LIMIT: { status: 400, retryable: false },
  TRUSTED_DOCUMENT_REQUIRED: { status: 400, retryable: false },
  INTERNAL_SERVER_ERROR: { status: 500, retryable: true },
} as const satisfies Record<string, { status: number; retryable: boolean }>

export type ErrorCode = keyof typeof errorCodes

export interface ErrorOptions {
  readonly cause?: unknown
  readonly retryAfterSeconds?: number
  readonly extensions?: Readonly<Record<string, unknown>>
}

/**
 * The only maker of errors that are a caller's fault or an expected outage.
 * The message is lower-case and says what was got and what was wanted; clients branch on the code alone.
 */
export function graphqlError(code: ErrorCode, message: string, options: ErrorOptions = {}): GraphQLError {
  const { retryAfterSeconds } = options
  return new GraphQLError(message, {
    originalError: options.cause instanceof Error ? options.cause : null,
    extensions: {
      ...options.extensions,
      code,
      retryable: errorCodes[code].retryable,
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    },
  })
}

/** Whether a value is one of our codes. */
export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(errorCodes, value)
}

/** The code of an error made by `graphqlError`, also of one that came over the wire; undefined for any other. */
export function errorCodeOf(error: { readonly extensions?: Readonly<Record<string, unknown>> | undefined }): ErrorCode | undefined {
  const code = error.extensions?.['code']
  return isErrorCode(code) ? code : undefined
}
