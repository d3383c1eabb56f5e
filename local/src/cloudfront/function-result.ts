import type { CloudFrontCustomOrigin, CloudFrontRequest, CloudFrontRequestResult, CloudFrontResultResponse } from 'aws-lambda'
import { changedReadOnlyHeader, headersFault } from './header-rules.ts'
import type { CloudFrontLimits } from './limits.ts'

export type CheckedResult =
  | { readonly kind: 'forward'; readonly request: CloudFrontRequest; readonly origin: CloudFrontCustomOrigin }
  | { readonly kind: 'respond'; readonly response: CloudFrontResultResponse }

/** A result that CloudFront would not take: LambdaValidationError, 502 to the viewer. */
export class InvalidResult extends Error {}

/** What CloudFront makes of what an origin-request function returned for `sent`; InvalidResult where it would refuse it. */
export function checkOriginResult(sent: CloudFrontRequest, result: CloudFrontRequestResult, limits: CloudFrontLimits): CheckedResult {
  if (result === null || result === undefined || typeof result !== 'object')
    throw new InvalidResult('the function returned neither a request nor a response')
  if ('status' in result) return { kind: 'respond', response: checkResponse(result, limits) }
  return { kind: 'forward', request: result, origin: checkRequest(sent, result, limits) }
}

function checkResponse(response: CloudFrontResultResponse, { maxGeneratedBytes }: CloudFrontLimits): CloudFrontResultResponse {
  const { status, headers = {}, body = '', bodyEncoding = 'text' } = response
  if (!/^[2-5]\d\d$/.test(status)) throw new InvalidResult(`the function returned the status ${status}`)
  check(headersFault(headers))
  if (Object.hasOwn(headers, 'content-length') || Object.hasOwn(headers, 'transfer-encoding'))
    throw new InvalidResult('the function set the length of its response')
  if (typeof body !== 'string' || !['text', 'base64'].includes(bodyEncoding))
    throw new InvalidResult('the function returned a body that is none')
  const size = Buffer.byteLength(body) + Buffer.byteLength(JSON.stringify(headers))
  if (size > maxGeneratedBytes) throw new InvalidResult(`the function returned ${size} bytes, at most ${maxGeneratedBytes} are allowed`)
  return response
}

function checkRequest(sent: CloudFrontRequest, request: CloudFrontRequest, { maxHeadBytes }: CloudFrontLimits): CloudFrontCustomOrigin {
  if (request.method !== sent.method) throw new InvalidResult('the function changed the method')
  if (request.clientIp !== sent.clientIp) throw new InvalidResult('the function changed the address of the viewer')
  if (!request.uri.startsWith('/')) throw new InvalidResult('the function gave a URI that does not begin with a slash')
  if (request.body !== undefined) throw new InvalidResult('the function gave a body, which it was not shown')
  const changed = changedReadOnlyHeader(sent.headers, request.headers)
  if (changed !== undefined) throw new InvalidResult(`the function changed the read-only header ${changed}`)
  check(headersFault(request.headers))
  const origin = request.origin?.custom
  if (origin === undefined) throw new InvalidResult('the function gave no custom origin')
  checkOrigin(origin)
  const headBytes = sizeOfHead(request, origin)
  if (headBytes > maxHeadBytes)
    throw new InvalidResult(`the request to the origin has ${headBytes} bytes of headers, at most ${maxHeadBytes} are allowed`)
  return origin
}

function checkOrigin({
  domainName,
  port,
  protocol,
  path,
  readTimeout,
  keepaliveTimeout,
  sslProtocols,
  customHeaders,
}: CloudFrontCustomOrigin): void {
  if (!/^[a-z0-9.-]{1,253}$/i.test(domainName)) throw new InvalidResult('the function gave an origin without a domain name')
  if (port !== 80 && port !== 443 && !(Number.isInteger(port) && port >= 1_024 && port <= 65_535))
    throw new InvalidResult(`the function gave the origin port ${port}`)
  if (!['http', 'https'].includes(protocol)) throw new InvalidResult(`the function gave the origin protocol ${protocol}`)
  if (path !== '' && !/^\/.{0,253}[^/]$/.test(path)) throw new InvalidResult('the function gave an origin path that is none')
  if (!isSeconds(readTimeout) || !isSeconds(keepaliveTimeout))
    throw new InvalidResult('the function gave the origin a timeout outside of 1 to 60 seconds')
  if (!Array.isArray(sslProtocols) || sslProtocols.some((version) => !['TLSv1', 'TLSv1.1', 'TLSv1.2', 'SSLv3'].includes(version))) {
    throw new InvalidResult('the function gave the origin unknown TLS versions')
  }
  check(headersFault(customHeaders))
}

function isSeconds(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= 60
}

function check(fault: string | undefined): void {
  if (fault !== undefined) throw new InvalidResult(`the function gave headers that are refused: ${fault}`)
}

/** Bytes of request line and headers, as they go to the origin. */
function sizeOfHead({ method, uri, querystring, headers }: CloudFrontRequest, { path, customHeaders }: CloudFrontCustomOrigin): number {
  const lines = Object.entries({ ...headers, ...customHeaders }).flatMap(([name, values]) =>
    values.map(({ value }) => `${name}: ${value}\r\n`),
  )
  return Buffer.byteLength(`${method} ${path}${uri}?${querystring} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1')
}
