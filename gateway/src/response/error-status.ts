import { errorCodeOf, errorCodes } from '@hemisphere/kit/error.ts'
import type { GraphQLFormattedError } from 'graphql'

export interface ErrorHead {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
}

/** Status and headers of an answer that is an error as a whole: `www-authenticate` with 401 (RFC 6750, 3), `retry-after` where known. */
export function errorHead(error: GraphQLFormattedError | undefined): ErrorHead {
  const { status } = errorCodes[errorCodeOf(error ?? {}) ?? 'INTERNAL_SERVER_ERROR']
  const retryAfterSeconds = error?.extensions?.['retryAfterSeconds']
  return {
    status,
    headers: {
      ...(status === 401 ? { 'www-authenticate': 'Bearer error="invalid_token"' } : {}),
      ...(typeof retryAfterSeconds === 'number' ? { 'retry-after': String(retryAfterSeconds) } : {}),
    },
  }
}
