import type { ServerResponse } from 'node:http'
import { errorPages, errorPageType } from '@hemisphere/edge-router/error-pages.ts'

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
  const own = errorPages.get(status)
  const reason = reasons[status] ?? 'Error'
  const body =
    own ??
    `<html><head><title>ERROR: The request could not be satisfied</title></head><body><h1>${status} ERROR</h1><p>${reason}.</p></body></html>\n`
  response.writeHead(status, reason, {
    'content-type': own === undefined ? 'text/html' : errorPageType,
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    server: 'CloudFront',
    'x-cache': `${fault} from cloudfront`,
    'x-amz-cf-id': requestId,
  })
  response.end(body)
}
