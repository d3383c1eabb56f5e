import type { CloudFrontHeaders, CloudFrontRequestEvent } from 'aws-lambda'

export interface OriginRequestInput {
  readonly method?: string
  readonly uri?: string
  readonly querystring?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly token?: string
  /** Custom headers of the distribution's origin; a secret for each of the two zones when absent. */
  readonly originVerify?: Readonly<Record<string, string>>
}

/** What the distribution's origin has for two zones. */
export const zoneSecrets = { 'x-origin-verify-eu': 'secret of zone eu', 'x-origin-verify-us': 'secret of zone us' } as const

/** An origin-request event as CloudFront makes it for a POST to /graphql with a bearer token. */
export function originRequest({
  method = 'POST',
  uri = '/graphql',
  querystring = '',
  headers = {},
  token,
  originVerify = zoneSecrets,
}: OriginRequestInput): CloudFrontRequestEvent {
  const all = {
    host: 'inert.example.net',
    'user-agent': 'test',
    ...headers,
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  }
  const origin = {
    custom: {
      customHeaders: toHeaders(originVerify),
      domainName: 'inert.example.net',
      keepaliveTimeout: 5,
      path: '',
      port: 443,
      protocol: 'https' as const,
      readTimeout: 30,
      sslProtocols: ['TLSv1.2'],
    },
  }
  const config = {
    distributionDomainName: 'd111111abcdef8.cloudfront.net',
    distributionId: 'EDFDVBD6EXAMPLE',
    eventType: 'origin-request' as const,
    requestId: 'request-1',
  }
  return {
    Records: [{ cf: { config, request: { clientIp: '203.0.113.178', method, uri, querystring, headers: toHeaders(all), origin } } }],
  }
}

function toHeaders(headers: Readonly<Record<string, string>>): CloudFrontHeaders {
  const made: CloudFrontHeaders = {}
  for (const [key, value] of Object.entries(headers)) made[key.toLowerCase()] = [{ key, value }]
  return made
}
