import { isDeepStrictEqual } from 'node:util'
import type { FunctionRequest, FunctionValue, FunctionValues } from '@hemisphere/edge-router/viewer-request/function-event.ts'
import type { CloudFrontHeaders, CloudFrontResultResponse } from 'aws-lambda'
import { z } from 'zod'
import { InvalidResult } from './function-result.ts'
import { headersFault } from './header-rules.ts'
import type { CloudFrontLimits } from './limits.ts'

export type CheckedViewerResult =
  | { readonly kind: 'forward'; readonly uri: string; readonly headers: CloudFrontHeaders }
  | { readonly kind: 'respond'; readonly response: CloudFrontResultResponse }

const value = z.object({ value: z.string(), multiValue: z.array(z.object({ value: z.string() })).optional() })
const values = z.record(z.string(), value)
const requestSchema = z.strictObject({
  method: z.string(),
  uri: z.string().startsWith('/'),
  querystring: z.unknown(),
  headers: values,
  cookies: z.unknown(),
})
const responseSchema = z.strictObject({
  statusCode: z.int().min(200).max(599),
  statusDescription: z.string().optional(),
  headers: values.optional(),
  body: z.union([z.string(), z.strictObject({ encoding: z.enum(['text', 'base64']), data: z.string() })]).optional(),
})

/** Seen, but not changed, by a function on viewer-request ("Restrictions on all edge functions", CloudFront developer guide). */
const readOnly = ['content-length', 'host', 'transfer-encoding', 'via'] as const

/** What CloudFront makes of what a viewer-request function returned for `sent`; InvalidResult where it would refuse it. */
export function checkViewerResult(sent: FunctionRequest, result: unknown, limits: CloudFrontLimits): CheckedViewerResult {
  if (typeof result === 'object' && result !== null && 'statusCode' in result)
    return { kind: 'respond', response: checkResponse(result, limits) }
  const { data: request, error } = requestSchema.safeParse(result)
  if (request === undefined) throw new InvalidResult('the viewer function returned neither a request nor a response', { cause: error })
  if (request.method !== sent.method) throw new InvalidResult('the viewer function changed the method')
  // CloudFront would write them anew; here they go on as they came.
  if (!isSame(request.querystring, sent.querystring) || !isSame(request.cookies, sent.cookies))
    throw new InvalidResult('the viewer function changed query or cookies, for which there is no stand-in')
  const changed = readOnly.find((name) => !isSame(request.headers[name], sent.headers[name]))
  if (changed !== undefined) throw new InvalidResult(`the viewer function changed the read-only header ${changed}`)
  return { kind: 'forward', uri: request.uri, headers: checkHeaders(request.headers) }
}

/** What came back has been JSON on its way. */
function isSame(returned: unknown, sent: FunctionValues | FunctionValue | undefined): boolean {
  return isDeepStrictEqual(returned, sent === undefined ? undefined : JSON.parse(JSON.stringify(sent)))
}

function checkResponse(result: object, { maxViewerGeneratedBytes }: CloudFrontLimits): CloudFrontResultResponse {
  const { data: response, error } = responseSchema.safeParse(result)
  if (response === undefined) throw new InvalidResult('the viewer function returned a response that is none', { cause: error })
  const { statusCode, statusDescription, body = '' } = response
  const { encoding, data } = typeof body === 'string' ? { encoding: 'text' as const, data: body } : body
  if (Buffer.byteLength(data) > maxViewerGeneratedBytes)
    throw new InvalidResult(`the viewer function returned ${Buffer.byteLength(data)} bytes, at most ${maxViewerGeneratedBytes} are allowed`)
  return {
    status: String(statusCode),
    ...(statusDescription === undefined ? {} : { statusDescription }),
    headers: checkHeaders(response.headers ?? {}),
    body: data,
    bodyEncoding: encoding,
  }
}

function checkHeaders(given: Readonly<Record<string, z.infer<typeof value>>>): CloudFrontHeaders {
  const headers = Object.fromEntries(
    Object.entries(given).map(([key, { value, multiValue = [{ value }] }]) => [key, multiValue.map((one) => ({ key, value: one.value }))]),
  )
  const fault = headersFault(headers)
  if (fault !== undefined) throw new InvalidResult(`the viewer function gave headers that are refused: ${fault}`)
  return headers
}
