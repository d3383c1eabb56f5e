import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { pipeline } from 'node:stream/promises'
import type { CloudFrontCustomOrigin, CloudFrontRequest } from 'aws-lambda'
import { errorPages, errorPageType } from '@hemisphere/edge-router/error-pages.ts'
import { sendCloudFrontError } from './cloudfront-error.ts'

/** Connections to origins, kept between requests. */
export interface OriginConnections extends Disposable {
  readonly http: HttpAgent
  readonly https: HttpsAgent
}

export function createOriginConnections(): OriginConnections {
  const http = new HttpAgent({ keepAlive: true })
  const https = new HttpsAgent({ keepAlive: true })
  return {
    http,
    https,
    [Symbol.dispose]() {
      http.destroy()
      https.destroy()
    },
  }
}

export interface ForwardInput {
  readonly viewer: IncomingMessage
  readonly response: ServerResponse
  readonly request: CloudFrontRequest
  readonly origin: CloudFrontCustomOrigin
  readonly connections: OriginConnections
  readonly requestId: string
}

/** RFC 9110 §7.6.1: they belong to one connection. */
const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/**
 * Sends a request with its body as it comes to the origin, and the answer back the same way. A viewer that goes away ends the
 * origin's request, too; an origin that refuses is 502, one that stays silent for its read timeout is 504.
 */
export function forwardToOrigin({ viewer, response, request, origin, connections, requestId }: ForwardInput): Promise<void> {
  const { promise: done, resolve } = Promise.withResolvers<void>()
  const secure = origin.protocol === 'https'
  const options = {
    host: origin.domainName,
    port: origin.port,
    method: request.method,
    path: `${origin.path}${request.uri}${request.querystring === '' ? '' : `?${request.querystring}`}`,
    headers: originHeaders(viewer, request, origin, requestId),
    // Between any two packets, as CloudFront counts it.
    timeout: origin.readTimeout * 1_000,
  }
  const outgoing = secure ? httpsRequest({ ...options, agent: connections.https }) : httpRequest({ ...options, agent: connections.http })
  let timedOut = false
  let answered = false

  function fail(): void {
    // The rest of the body has no reader any more; the viewer still reads the answer.
    viewer.unpipe(outgoing)
    viewer.resume()
    if (response.headersSent) response.destroy()
    else if (!response.destroyed) sendCloudFrontError(response, { status: timedOut ? 504 : 502, fault: 'Error', requestId })
    resolve()
  }

  outgoing.on('timeout', () => {
    timedOut = true
    outgoing.destroy()
  })
  outgoing.on('error', () => {
    // An origin may answer before it has read the whole body and hang up; its answer tells on its own if it was cut.
    if (!answered) fail()
  })
  outgoing.on('response', (incoming) => {
    answered = true
    sendBack(incoming, response, requestId).then(resolve, fail)
  })
  response.on('close', () => {
    if (!response.writableFinished) outgoing.destroy()
    resolve()
  })
  viewer.pipe(outgoing)
  return done
}

async function sendBack(incoming: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
  const status = incoming.statusCode ?? 502
  const page = errorPages.get(status)
  if (page !== undefined) {
    incoming.resume()
    response.writeHead(status, {
      'content-type': errorPageType,
      'cache-control': 'no-store',
      'x-cache': 'Error from cloudfront',
      'x-amz-cf-id': requestId,
    })
    response.end(page)
    return
  }
  const headers: string[] = []
  for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
    const name = incoming.rawHeaders[index] ?? ''
    if (!hopByHop.has(name.toLowerCase())) headers.push(name, incoming.rawHeaders[index + 1] ?? '')
  }
  headers.push(
    'x-cache',
    status >= 400 ? 'Error from cloudfront' : 'Miss from cloudfront',
    'via',
    '1.1 local.cloudfront.net (CloudFront)',
    'x-amz-cf-id',
    requestId,
  )
  response.writeHead(status, incoming.statusMessage, headers)
  await pipeline(incoming, response)
}

function originHeaders(
  viewer: IncomingMessage,
  { headers }: CloudFrontRequest,
  { customHeaders }: CloudFrontCustomOrigin,
  requestId: string,
): string[] {
  const sent: string[] = []
  for (const [name, values] of Object.entries({ ...headers, ...customHeaders })) {
    if (hopByHop.has(name)) continue
    for (const { key, value } of values) sent.push(key ?? name, value)
  }
  // A body without a length goes on in chunks, as it came.
  if (viewer.headers['transfer-encoding'] !== undefined) sent.push('transfer-encoding', 'chunked')
  sent.push('x-amz-cf-id', requestId)
  return sent
}
