import cloudFront from 'cloudfront'
import type { FunctionEvent, FunctionRequest, FunctionResponse, FunctionValues } from './function-event.ts'
import { maxBodyBytes, maxHeaderBytes, maxHeaderCount, maxUrlBytes } from './request-limits.ts'

// Written in what JavaScript runtime 2.0 has: ECMAScript 5.1 with const, let, arrow functions, async and template literals, but
// without destructuring, spread, for-of, default parameters, classes, Map and Set. The build refuses the rest.

const allowedMethods = ['GET', 'HEAD', 'POST', 'OPTIONS']

/** Headers that mean one thing, and two things when there are two. */
const singleHeaders = ['authorization', 'content-type', 'x-csrf-token']

const ownHeaders = /^x-(?:hemisphere|edge)-|^x-origin-verify/
const statesKey = 'region-states'
const statesHeader = 'x-hemisphere-region-states'

/**
 * The viewer-request function: drops headers that only we may set, refuses what no client of ours sends, and hands the signed states
 * of the regions on. It decides nothing about tokens or regions.
 */
export async function handler(event: FunctionEvent): Promise<FunctionRequest | FunctionResponse> {
  const request = event.request
  dropOwnHeaders(request.headers)
  const refused = refusal(request, event.context.requestId)
  if (refused !== undefined) return refused
  try {
    const states = await cloudFront.kvs().get(statesKey)
    if (states) request.headers[statesHeader] = { value: states }
  } catch {
    // Without them the next function keeps the states that it has: no reason to stop traffic, nor to log each request.
  }
  return request
}

// The runtime has no closures within async functions.
function dropOwnHeaders(headers: FunctionValues): void {
  Object.keys(headers).forEach((name) => {
    if (ownHeaders.test(name.toLowerCase())) delete headers[name]
  })
}

function refusal(request: FunctionRequest, requestId: string): FunctionResponse | undefined {
  if (allowedMethods.indexOf(request.method) < 0) {
    const allow = allowedMethods.join(', ')
    const refused = errorResponse(405, 'Method Not Allowed', `got another method, wanted one of ${allow}`, requestId)
    refused.headers['allow'] = { value: allow }
    return refused
  }
  const urlBytes = request.uri.length + sizeOf(request.querystring, 2)
  if (urlBytes > maxUrlBytes)
    return errorResponse(414, 'URI Too Long', `the url has ${urlBytes} bytes, at most ${maxUrlBytes} are read`, requestId)
  const headerCount = Math.max(countOf(request.headers), countOf(request.cookies))
  if (headerCount > maxHeaderCount)
    return tooLarge(`the request has ${headerCount} headers or cookies, at most ${maxHeaderCount} are read`, requestId)
  const headerBytes = sizeOf(request.headers, 4) + sizeOf(request.cookies, 3)
  if (headerBytes > maxHeaderBytes) return tooLarge(`the headers have ${headerBytes} bytes, at most ${maxHeaderBytes} are read`, requestId)
  const bodyLength = request.headers['content-length']
  if (bodyLength !== undefined && Number(bodyLength.value) > maxBodyBytes)
    return errorResponse(413, 'Content Too Large', `the body is too large, at most ${maxBodyBytes} bytes are read`, requestId)
  const repeated = singleHeaders.filter((name) => {
    const header = request.headers[name]
    return header !== undefined && header.multiValue !== undefined && header.multiValue.length > 1
  })
  if (repeated.length > 0)
    return errorResponse(400, 'Bad Request', `got the header ${repeated.join(' and ')} more than once, wanted it once`, requestId)
  return undefined
}

function countOf(values: FunctionValues): number {
  return Object.keys(values).reduce((sum, name) => sum + allOf(values, name).length, 0)
}

/** Bytes of names and values, with so many more for what is between them. */
function sizeOf(values: FunctionValues, separatorBytes: number): number {
  return Object.keys(values).reduce(
    (sum, name) => allOf(values, name).reduce((size, value) => size + name.length + value.length + separatorBytes, sum),
    0,
  )
}

function allOf(values: FunctionValues, name: string): readonly string[] {
  const held = values[name]
  if (held === undefined) return []
  return held.multiValue === undefined ? [held.value] : held.multiValue.map((one) => one.value)
}

function tooLarge(message: string, requestId: string): FunctionResponse {
  return errorResponse(431, 'Request Header Fields Too Large', message, requestId)
}

/** In the shape that every layer shares. */
function errorResponse(statusCode: number, statusDescription: string, message: string, requestId: string): FunctionResponse {
  return {
    statusCode,
    statusDescription,
    headers: {
      'content-type': { value: 'application/graphql-response+json; charset=utf-8' },
      'cache-control': { value: 'no-store' },
      'x-hemisphere-request-id': { value: requestId },
    },
    body: JSON.stringify({
      errors: [{ message, extensions: { code: 'BAD_USER_INPUT', retryable: false, requestId, region: 'edge' } }],
    }),
  }
}
