import { Duration, type Stack } from 'aws-cdk-lib'
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront'

/** Asked for anew each time: it names the files of the version. */
const revalidated = 'no-cache'
const never = 'no-store'

/**
 * What a page of ours may do: run our own files and speak to its own host. Styles may stand in the page, as the components write theirs
 * at runtime and no server makes the page that could give them a nonce; scripts may not.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  'upgrade-insecure-requests',
].join('; ')

/** An answer of the graph is no page: were it opened as one, it may do nothing. */
const nothingAllowed = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"

const features = ['accelerometer', 'camera', 'geolocation', 'gyroscope', 'magnetometer', 'microphone', 'midi', 'payment', 'usb']

export interface SecurityHeaders {
  readonly graph: cloudfront.IResponseHeadersPolicy
  readonly errorPage: cloudfront.IResponseHeadersPolicy
  readonly document: cloudfront.IResponseHeadersPolicy
  readonly asset: cloudfront.IResponseHeadersPolicy
}

/** Headers of every answer, by what it is; they take the place of what an origin says. */
export function createSecurityHeaders(stack: Stack): SecurityHeaders {
  const page = {
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': features.map((feature) => `${feature}=()`).join(', '),
  }
  return {
    graph: policy(stack, 'GraphHeaders', { csp: nothingAllowed, custom: {} }),
    errorPage: policy(stack, 'ErrorPageHeaders', { csp: nothingAllowed, custom: { 'cache-control': never } }),
    document: policy(stack, 'DocumentHeaders', { csp: contentSecurityPolicy, custom: { ...page, 'cache-control': revalidated } }),
    // How long they keep is on the files themselves: a policy would say it of an answer that a file is not there, too.
    asset: policy(stack, 'AssetHeaders', { csp: contentSecurityPolicy, custom: {} }),
  }
}

interface PolicyOptions {
  readonly csp: string
  readonly custom: Readonly<Record<string, string>>
}

function policy(stack: Stack, id: string, { csp, custom }: PolicyOptions): cloudfront.ResponseHeadersPolicy {
  const override = true
  const customHeaders = { 'cross-origin-resource-policy': 'same-origin', ...custom }
  return new cloudfront.ResponseHeadersPolicy(stack, id, {
    responseHeadersPolicyName: `hemisphere-${id}`,
    securityHeadersBehavior: {
      contentSecurityPolicy: { contentSecurityPolicy: csp, override },
      contentTypeOptions: { override },
      frameOptions: { frameOption: cloudfront.HeadersFrameOption.DENY, override },
      referrerPolicy: { referrerPolicy: cloudfront.HeadersReferrerPolicy.SAME_ORIGIN, override },
      strictTransportSecurity: { accessControlMaxAge: Duration.days(730), includeSubdomains: true, preload: true, override },
    },
    customHeadersBehavior: { customHeaders: Object.entries(customHeaders).map(([header, value]) => ({ header, value, override })) },
    removeHeaders: ['server'],
  })
}
