import type { ServerResponse } from 'node:http'

export type CloudFrontFault = 'LambdaValidationError' | 'LambdaExecutionError' | 'Error'

export interface CloudFrontErrorInput {
  readonly status: number
  readonly fault: CloudFrontFault
  readonly requestId: string
}

/**
 * The page that the distribution has in place of CloudFront's own for these statuses, which the gateway never gives itself.
 * It is one fixed file for all requests, so it can only name the header that has the request's id.
 */
export const customErrorPage = JSON.stringify({
  errors: [
    {
      message: 'the home region does not answer',
      extensions: { code: 'REGION_UNAVAILABLE', retryable: true, requestId: 'x-amz-cf-id', region: 'edge' },
    },
  ],
})

export function hasCustomErrorPage(status: number): boolean {
  return status === 502 || status === 504
}

const reasons: Readonly<Record<number, string>> = {
  414: 'URI Too Long',
  494: 'Request Header Too Large',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}

/** Ends a request with an error of CloudFront itself: the distribution's own page where it has one, else CloudFront's. */
export function sendCloudFrontError(response: ServerResponse, { status, fault, requestId }: CloudFrontErrorInput): void {
  const own = hasCustomErrorPage(status)
  const reason = reasons[status] ?? 'Error'
  const body = own
    ? customErrorPage
    : `<html><head><title>ERROR: The request could not be satisfied</title></head><body><h1>${status} ERROR</h1><p>${reason}.</p></body></html>\n`
  response.writeHead(status, reason, {
    'content-type': own ? 'application/graphql-response+json; charset=utf-8' : 'text/html',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    server: 'CloudFront',
    'x-cache': `${fault} from cloudfront`,
    'x-amz-cf-id': requestId,
  })
  response.end(body)
}
