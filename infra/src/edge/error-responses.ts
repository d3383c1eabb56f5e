import { errorPages } from '@hemisphere/edge-router/error-pages.ts'
import { Duration } from 'aws-cdk-lib'
import type * as cloudfront from 'aws-cdk-lib/aws-cloudfront'

export const errorPagePaths = '/errors/*'

/** "HTTP 4xx and 5xx status codes that CloudFront caches" and 416 (CloudFront developer guide). */
export const cachedStatuses = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504] as const

/**
 * No error is kept: CloudFront would give one person's error to the next for ten seconds, whatever the policy of the cache is and even
 * with no-store on it ("Control how long CloudFront caches errors", CloudFront developer guide). Those of `errorPages` have a page of
 * ours, in JSON. It counts for a whole distribution, so the host of the web application has the same pages: people sign in there, but
 * the graph answers there, too, and its clients read no HTML.
 */
export const errorResponses: cloudfront.ErrorResponse[] = cachedStatuses.map((httpStatus) => ({
  httpStatus,
  ttl: Duration.seconds(0),
  ...(errorPages.has(httpStatus) ? { responseHttpStatus: httpStatus, responsePagePath: errorPagePath(httpStatus) } : {}),
}))

export function errorPagePath(status: number): string {
  return `/errors/${status}.json`
}
