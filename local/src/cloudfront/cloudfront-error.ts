import type { ServerResponse } from 'node:http'
import { maxUrlBytes } from '@hemisphere/edge-router/viewer-request/request-limits.ts'

export type CloudFrontFault =
  | 'FunctionValidationError'
  | 'FunctionExecutionError'
  | 'LambdaValidationError'
  | 'LambdaExecutionError'
  | 'Error'

export interface CloudFrontErrorInput {
  readonly status: number
  readonly fault: CloudFrontFault
  readonly requestId: string
}

/**
 * The pages that the distribution has in place of CloudFront's own, for statuses that the gateway never gives itself. Each is one
 * fixed file for all requests, so it can only name the header that has the request's id. For 494 no page can be set.
 */
const customErrorPages: ReadonlyMap<number, string> = new Map([
  [414, page({ code: 'BAD_USER_INPUT', retryable: false, message: `the url is too long, at most ${maxUrlBytes} bytes are read` })],
  [502, page({ code: 'REGION_UNAVAILABLE', retryable: true, message: 'the home region does not answer' })],
  [504, page({ code: 'REGION_UNAVAILABLE', retryable: true, message: 'the home region does not answer' })],
])

function page({ code, retryable, message }: { readonly code: string; readonly retryable: boolean; readonly message: string }): string {
  return JSON.stringify({ errors: [{ message, extensions: { code, retryable, requestId: 'x-amz-cf-id', region: 'edge' } }] })
}

/** The distribution's own page for a status; undefined where it is CloudFront's or the origin's to speak. */
export function customErrorPage(status: number): string | undefined {
  return customErrorPages.get(status)
}

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  414: 'URI Too Long',
  494: 'Request Header Too Large',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}

/** Ends a request with an error of CloudFront itself: the distribution's own page where it has one, else CloudFront's. */
export function sendCloudFrontError(response: ServerResponse, { status, fault, requestId }: CloudFrontErrorInput): void {
  const own = customErrorPage(status)
  const reason = reasons[status] ?? 'Error'
  const body =
    own ??
    `<html><head><title>ERROR: The request could not be satisfied</title></head><body><h1>${status} ERROR</h1><p>${reason}.</p></body></html>\n`
  response.writeHead(status, reason, {
    'content-type': own === undefined ? 'text/html' : 'application/graphql-response+json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    server: 'CloudFront',
    'x-cache': `${fault} from cloudfront`,
    'x-amz-cf-id': requestId,
  })
  response.end(body)
}
