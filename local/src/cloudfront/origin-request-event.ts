import type { IncomingMessage } from 'node:http'
import type { CloudFrontCustomOrigin, CloudFrontHeaders, CloudFrontRequest, CloudFrontRequestEvent } from 'aws-lambda'
import { isDisallowed } from './header-rules.ts'
import { stripReservedHeaders } from './viewer-request.ts'

export interface EventOptions {
  readonly requestId: string
  readonly distributionId: string
  /** Headers that the distribution adds to requests to the origin that it names itself. */
  readonly originHeaders: Readonly<Record<string, string>>
}

/** What the distribution names as its origin: it has to resolve, and answers nothing; the function replaces it. */
const inertOrigin = 'origin.hemisphere.invalid'

/** The origin-request event that CloudFront makes of a viewer's request; without its body. */
export function originRequestEvent(
  request: IncomingMessage,
  { requestId, distributionId, originHeaders }: EventOptions,
): CloudFrontRequestEvent {
  const { pathname, search } = splitTarget(request.url ?? '/')
  const distributionDomainName = `${distributionId.toLowerCase()}.cloudfront.net`
  const config = { distributionDomainName, distributionId, eventType: 'origin-request' as const, requestId }
  const clientIp = request.socket.remoteAddress ?? '0.0.0.0'
  const origin = { custom: defaultOrigin(originHeaders) }
  const cloudFrontRequest: CloudFrontRequest = {
    clientIp,
    headers: eventHeaders(request, clientIp, distributionDomainName),
    method: request.method ?? 'GET',
    origin,
    querystring: search,
    uri: pathname,
  }
  return { Records: [{ cf: { config, request: cloudFrontRequest } }] }
}

/** Path and query as they came: CloudFront doesn't resolve dots or change encodings. */
function splitTarget(target: string): { readonly pathname: string; readonly search: string } {
  const index = target.indexOf('?')
  return index < 0 ? { pathname: target, search: '' } : { pathname: target.slice(0, index), search: target.slice(index + 1) }
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

function eventHeaders(request: IncomingMessage, clientIp: string, distribution: string): CloudFrontHeaders {
  const received: Record<string, { key: string; value: string }[]> = {}
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    const key = request.rawHeaders[index] ?? ''
    const value = request.rawHeaders[index + 1] ?? ''
    const name = key.toLowerCase()
    if (!isDisallowed(name)) (received[name] ??= []).push({ key, value })
  }
  const forwardedFor = [...(received['x-forwarded-for'] ?? []).map(({ value }) => value), clientIp].join(', ')
  return {
    ...stripReservedHeaders(received),
    host: [{ key: 'Host', value: inertOrigin }],
    via: [{ key: 'Via', value: `${request.httpVersion} ${distribution} (CloudFront)` }],
    'x-forwarded-for': [{ key: 'X-Forwarded-For', value: forwardedFor }],
  }
}
