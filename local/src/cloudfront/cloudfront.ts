import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { pathToFileURL } from 'node:url'
import type { CloudFrontRequestEvent, CloudFrontRequestResult, CloudFrontResultResponse } from 'aws-lambda'
import { sendCloudFrontError, type CloudFrontFault } from './cloudfront-error.ts'
import { createOriginConnections, forwardToOrigin } from './forward-to-origin.ts'
import { checkResult, InvalidResult } from './function-result.ts'
import { defaultLimits, type CloudFrontLimits } from './limits.ts'
import { originRequestEvent } from './origin-request-event.ts'

export interface CloudFrontOptions {
  /** 0 lets the system choose. */
  readonly port: number
  /** Path of the bundle of the origin-request function. */
  readonly bundle: string
  /** Custom headers of the origin that the distribution names, `x-origin-verify` among them. */
  readonly defaultOriginHeaders: Readonly<Record<string, string>>
  readonly limits?: Partial<CloudFrontLimits>
  /** Told what the function did wrong. */
  readonly onFault?: (fault: unknown) => void
}

export interface RunningCloudFront extends AsyncDisposable {
  readonly url: string
}

type OriginRequestFunction = (event: CloudFrontRequestEvent) => Promise<CloudFrontRequestResult>

const distributionId = 'ELOCALHEMISPHERE'

/** Starts a distribution with one behaviour and one function on 127.0.0.1, which keeps CloudFront's rules for both. Nothing is cached. */
export async function startCloudFront(options: CloudFrontOptions): Promise<RunningCloudFront> {
  const { port, bundle, defaultOriginHeaders, onFault = () => undefined } = options
  const limits = { ...defaultLimits, ...options.limits }
  const handler = await loadFunction(bundle)
  const connections = createOriginConnections()
  // Node.js refuses larger heads by itself, with 431: CloudFront's own limit has to be met first.
  const server = createServer({ maxHeaderSize: limits.maxHeadBytes * 2, keepAliveTimeout: 10_000 }, (request, response) => {
    serve(request, response).catch((error: unknown) => {
      onFault(error)
      response.destroy()
    })
  })

  async function serve(viewer: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = `${randomBytes(40).toString('base64url')}==`
    const refused = tooLarge(viewer, limits)
    const fail = (status: number, fault: CloudFrontFault): void => {
      // The body of the request has no reader.
      viewer.resume()
      sendCloudFrontError(response, { status, fault, requestId })
    }
    if (refused !== undefined) return fail(refused, 'Error')
    const event = originRequestEvent(viewer, { requestId, distributionId, originHeaders: defaultOriginHeaders })
    const [record] = event.Records
    if (record === undefined) throw new Error('the event has no record')
    // The function gets a copy, as it does over the wire: what it changes in place is not what it was sent.
    let result: CloudFrontRequestResult
    try {
      result = await withTimeout(handler(structuredClone(event)), limits.functionTimeoutMs)
    } catch (error) {
      onFault(error)
      return fail(503, 'LambdaExecutionError')
    }
    try {
      const checked = checkResult(record.cf.request, result, limits)
      if (checked.kind === 'respond') return respond(viewer, response, checked.response, requestId)
      return await forwardToOrigin({ viewer, response, request: checked.request, origin: checked.origin, connections, requestId })
    } catch (error) {
      if (!(error instanceof InvalidResult)) throw error
      onFault(error)
      return fail(502, 'LambdaValidationError')
    }
  }

  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the edge listens on no port')
  return {
    url: `http://localhost:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
      connections[Symbol.dispose]()
    },
  }
}

async function loadFunction(bundle: string): Promise<OriginRequestFunction> {
  // A bundle that was built anew at the same path is another module.
  const module: { handler?: unknown } = await import(`${pathToFileURL(bundle).href}?loaded=${randomBytes(8).toString('hex')}`)
  if (typeof module.handler !== 'function') throw new Error(`${bundle} exports no handler`)
  // What it returns is checked at every call.
  return module.handler as OriginRequestFunction
}

function tooLarge(viewer: IncomingMessage, { maxHeadBytes, maxUrlBytes }: CloudFrontLimits): 414 | 494 | undefined {
  const { method = '', url = '', rawHeaders } = viewer
  if (Buffer.byteLength(url) > maxUrlBytes) return 414
  // Each name and each value has two more bytes behind it: ": " or a line break.
  const headBytes =
    `${method} ${url} HTTP/1.1\r\n\r\n`.length + rawHeaders.reduce((sum, part) => sum + Buffer.byteLength(part, 'latin1') + 2, 0)
  return headBytes > maxHeadBytes ? 494 : undefined
}

function respond(viewer: IncomingMessage, response: ServerResponse, generated: CloudFrontResultResponse, requestId: string): void {
  const { status, statusDescription, headers = {}, body = '', bodyEncoding = 'text' } = generated
  const bytes = Buffer.from(body, bodyEncoding === 'base64' ? 'base64' : 'utf8')
  for (const values of Object.values(headers)) for (const { key, value } of values) if (key !== undefined) response.appendHeader(key, value)
  response.setHeader('x-cache', 'LambdaGeneratedResponse from cloudfront')
  response.setHeader('x-amz-cf-id', requestId)
  if (status !== '204') response.setHeader('content-length', bytes.length)
  response.writeHead(Number(status), statusDescription)
  response.end(viewer.method === 'HEAD' ? undefined : bytes)
  // The body of the request has no reader any more.
  viewer.resume()
}

async function withTimeout<Result>(work: Promise<Result>, timeoutMs: number): Promise<Result> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`the function took longer than ${timeoutMs} ms`)), timeoutMs)
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
