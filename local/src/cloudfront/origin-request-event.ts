import type { IncomingMessage } from 'node:http'
import type { CloudFrontCustomOrigin, CloudFrontHeaders, CloudFrontRequest, CloudFrontRequestEvent } from 'aws-lambda'
import { sentHeaders, splitTarget } from './viewer-request-event.ts'

export interface EventOptions {
  readonly requestId: string
  readonly distributionId: string
  /** Headers that the distribution adds to requests to the origin that it names itself. */
  readonly originHeaders: Readonly<Record<string, string>>
  /** What the viewer-request function made of path and headers, cookies apart. */
  readonly uri: string
  readonly headers: CloudFrontHeaders
}

/** What the distribution names as its origin: it has to resolve, and answers nothing; the function replaces it. */
const inertOrigin = 'origin.hemisphere.invalid'

/** The origin-request event that CloudFront makes of a viewer's request; without its body. */
export function originRequestEvent(request: IncomingMessage, options: EventOptions): CloudFrontRequestEvent {
  const { requestId, distributionId, originHeaders, uri } = options
  const distributionDomainName = `${distributionId.toLowerCase()}.cloudfront.net`
  const config = { distributionDomainName, distributionId, eventType: 'origin-request' as const, requestId }
  const clientIp = request.socket.remoteAddress ?? '0.0.0.0'
  const origin = { custom: defaultOrigin(originHeaders) }
  const cloudFrontRequest: CloudFrontRequest = {
    clientIp,
    headers: eventHeaders(request, options.headers, clientIp, distributionDomainName),
    method: request.method ?? 'GET',
    origin,
    querystring: splitTarget(request.url ?? '/').query,
    uri,
  }
  return { Records: [{ cf: { config, request: cloudFrontRequest } }] }
}

function defaultOrigin(originHeaders: Readonly<Record<string, string>>): CloudFrontCustomOrigin {
  const customHeaders: CloudFrontHeaders = {}
  for (const [key, value] of Object.entries(originHeaders)) customHeaders[key.toLowerCase()] = [{ key, value }]
  return {
    customHeaders,
    domainName: inertOrigin,
    keepaliveTimeout: 5,
    path: '',
    port: 443,
    protocol: 'https',
    readTimeout: 30,
    sslProtocols: ['TLSv1.2'],
  }
}

function eventHeaders(request: IncomingMessage, given: CloudFrontHeaders, clientIp: string, distribution: string): CloudFrontHeaders {
  const sent = sentHeaders(request)
  const cookies = sent.filter(([name]) => name === 'cookie').map(([, value, key]) => ({ key, value }))
  // As the viewer wrote them, where the viewer-request function left them.
  const keys = new Map(sent.map(([name, , key]) => [name, key]))
  const received = Object.entries(given).map(([name, values]) => [
    name,
    values.map(({ value }) => ({ key: keys.get(name) ?? name, value })),
  ])
  const forwardedFor = [...(given['x-forwarded-for'] ?? []).map(({ value }) => value), clientIp].join(', ')
  return {
    ...Object.fromEntries(received),
    ...(cookies.length === 0 ? {} : { cookie: cookies }),
    host: [{ key: 'Host', value: inertOrigin }],
    via: [{ key: 'Via', value: `${request.httpVersion} ${distribution} (CloudFront)` }],
    'x-forwarded-for': [{ key: 'X-Forwarded-For', value: forwardedFor }],
  }
}
