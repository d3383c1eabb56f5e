import * as cloudfront from 'aws-cdk-lib/aws-cloudfront'
import type { EdgeFunctions } from './edge-functions.ts'

export interface GraphBehaviorOptions {
  readonly functions: EdgeFunctions
  readonly inertOrigin: cloudfront.IOrigin
  readonly responseHeadersPolicy: cloudfront.IResponseHeadersPolicy
}

/** Paths that the gateways or the edge answer; they are the function's to judge, which knows each of them. */
export const graphPaths = ['/graphql', '/session', '/session/*', '/.well-known/hemisphere/*'] as const

/**
 * How a request of the graph goes through, on whichever host: never cached, all of it but Host sent on, both functions. CloudFront
 * allows either no POST or every method; the viewer-request function refuses those that are no client's. Nothing is compressed here:
 * without a cache CloudFront does not, and hands Accept-Encoding on to the gateway as it came.
 */
export function graphBehavior({ functions, inertOrigin, responseHeadersPolicy }: GraphBehaviorOptions): cloudfront.BehaviorOptions {
  return {
    origin: inertOrigin,
    // A redirect would come after a token was sent in the clear.
    viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
    allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
    cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
    originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    responseHeadersPolicy,
    compress: false,
    functionAssociations: [{ function: functions.viewerRequest, eventType: cloudfront.FunctionEventType.VIEWER_REQUEST }],
    edgeLambdas: [
      {
        functionVersion: functions.originRequest,
        eventType: cloudfront.LambdaEdgeEventType.ORIGIN_REQUEST,
        // A body that the function does not see reaches the origin whole, of whatever size.
        includeBody: false,
      },
    ],
  }
}
