import { edgeErrors, type EdgeErrorCode } from './error-answer.ts'
import { maxUrlBytes } from './viewer-request/request-limits.ts'

/**
 * What a distribution says in place of CloudFront's own pages, by status: of those that CloudFront makes itself, the ones that no
 * gateway and no function of ours gives, since a page takes the place of their answers, too. So 400, 403, 404, 405 and 503 have none.
 * For 413, 431 and 494 CloudFront lets none be set ("Create a custom error page for specific HTTP status codes", CloudFront
 * developer guide). A page is one fixed file for all requests, so it can only name the header that has the request's id.
 */
export const errorPages: ReadonlyMap<number, string> = new Map([
  [414, edgePage('BAD_USER_INPUT', `the url is too long, at most ${maxUrlBytes} bytes are read`)],
  [502, edgePage('REGION_UNAVAILABLE', 'the home region does not answer')],
  [504, edgePage('REGION_UNAVAILABLE', 'the home region does not answer')],
])

export const errorPageType = 'application/graphql-response+json; charset=utf-8'

export interface ErrorPageInput {
  readonly code: string
  readonly message: string
  readonly retryable: boolean
}

/** One fixed answer in the shape that every layer shares. */
export function errorPage({ code, message, retryable }: ErrorPageInput): string {
  return JSON.stringify({ errors: [{ message, extensions: { code, retryable, requestId: 'x-amz-cf-id', region: 'edge' } }] })
}

function edgePage(code: EdgeErrorCode, message: string): string {
  return errorPage({ code, message, retryable: edgeErrors[code].retryable })
}
