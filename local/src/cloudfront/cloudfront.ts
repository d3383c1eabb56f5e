import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { pathToFileURL } from 'node:url'
import type { CloudFrontRequestEvent, CloudFrontRequestResult, CloudFrontResultResponse } from 'aws-lambda'
import { sendCloudFrontError, type CloudFrontFault } from './cloudfront-error.ts'
import { createOriginConnections, forwardToOrigin } from './forward-to-origin.ts'
import { checkOriginResult, InvalidResult } from './function-result.ts'
import { defaultLimits, type CloudFrontLimits } from './limits.ts'
import { openKeyValueStore } from './key-value-store.ts'
import { originRequestEvent } from './origin-request-event.ts'
import { loadViewerFunction } from './viewer-function.ts'
import { viewerRequestEvent } from './viewer-request-event.ts'
import { checkViewerResult } from './viewer-result.ts'

export interface CloudFrontOptions {
  /** 0 lets the system choose. */
  readonly port: number
  /** The CloudFront Function on viewer-request. */
  readonly viewerRequest: ViewerRequestOptions
  /** Path of the bundle of the origin-request function. */
  readonly bundle: string
  /** Custom headers of the origin that the distribution names, `x-origin-verify-<zone>` among them. */
  readonly defaultOriginHeaders: Readonly<Record<string, string>>
  readonly limits?: Partial<CloudFrontLimits>
  /** Told what the functions did wrong. */
  readonly onFault?: (fault: unknown) => void
}

export interface ViewerRequestOptions {
  /** Path of the function as it was built. */
  readonly function: string
  /** Path of the JSON file that stands in for its KeyValueStore; it may come later. */
  readonly keyValueFile: string
}

export interface RunningCloudFront extends AsyncDisposable {
  readonly url: string
}

type OriginRequestFunction = (event: CloudFrontRequestEvent) => Promise<CloudFrontRequestResult>

const distributionId = 'ELOCALHEMISPHERE'

/** Starts a distribution with one behaviour and its two functions on 127.0.0.1, which keeps CloudFront's rules for all three. Nothing is cached. */
export async function startCloudFront(options: CloudFrontOptions): Promise<RunningCloudFront> {
  const { port, viewerRequest, bundle, defaultOriginHeaders, onFault = () => undefined } = options
  const limits = { ...defaultLimits, ...options.limits }
  await using starting = new AsyncDisposableStack()
  const store = starting.use(await openKeyValueStore(viewerRequest.keyValueFile, onFault))
  const viewerFunction = await loadViewerFunction(viewerRequest.function, store, limits)
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
    // A request for a proxy names another host before its path: no function is asked about it.
    const refused = viewer.url?.startsWith('/') === true ? tooLarge(viewer, limits) : 400
    try {
      if (refused !== undefined) throw new CloudFrontRefusal(refused, 'Error')
      await pass(viewer, response, requestId)
    } catch (error) {
      if (!(error instanceof CloudFrontRefusal)) throw error
      if (error.cause !== undefined) onFault(error.cause)
      // The body of the request has no reader.
      viewer.resume()
      sendCloudFrontError(response, { status: error.status, fault: error.fault, requestId })
    }
  }

  /** Viewer-request function, origin-request function, origin: each may be the last. */
  async function pass(viewer: IncomingMessage, response: ServerResponse, requestId: string): Promise<void> {
    const viewerEvent = viewerRequestEvent(viewer, { requestId, distributionId })
    const seen = await callFunction('Function', () => viewerFunction(viewerEvent), limits)
    const passed = checkResult('Function', () => checkViewerResult(viewerEvent.request, seen, limits))
    if (passed.kind === 'respond') return respond({ viewer, response, generated: passed.response, maker: 'Function', requestId })
    const event = originRequestEvent(viewer, { requestId, distributionId, originHeaders: defaultOriginHeaders, ...passed })
    const [record] = event.Records
    if (record === undefined) throw new Error('the event has no record')
    // The function gets a copy, as it does over the wire: what it changes in place is not what it was sent.
    const result = await callFunction('Lambda', () => handler(structuredClone(event)), limits)
    const checked = checkResult('Lambda', () => checkOriginResult(record.cf.request, result, limits))
    if (checked.kind === 'respond') return respond({ viewer, response, generated: checked.response, maker: 'Lambda', requestId })
    return forwardToOrigin({ viewer, response, request: checked.request, origin: checked.origin, connections, requestId })
  }

  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the edge listens on no port')
  const started = starting.move()
  return {
    url: `http://localhost:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
      connections[Symbol.dispose]()
      await started.disposeAsync()
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

type FunctionKind = 'Function' | 'Lambda'

/** A request that CloudFront itself ends with an error; the cause is a function's fault. */
class CloudFrontRefusal extends Error {
  readonly status: number
  readonly fault: CloudFrontFault

  constructor(status: number, fault: CloudFrontFault, cause?: unknown) {
    super(`${status} ${fault}`, { cause })
    this.status = status
    this.fault = fault
  }
}

async function callFunction<Result>(kind: FunctionKind, call: () => Promise<Result>, limits: CloudFrontLimits): Promise<Result> {
  try {
    return await withTimeout(call(), limits.functionTimeoutMs)
  } catch (error) {
    throw new CloudFrontRefusal(503, `${kind}ExecutionError`, error)
  }
}

function checkResult<Checked>(kind: FunctionKind, check: () => Checked): Checked {
  try {
    return check()
  } catch (error) {
    if (!(error instanceof InvalidResult)) throw error
    throw new CloudFrontRefusal(502, `${kind}ValidationError`, error)
  }
}

function tooLarge(viewer: IncomingMessage, { maxHeadBytes, maxUrlBytes }: CloudFrontLimits): 414 | 494 | undefined {
  const { method = '', url = '', rawHeaders } = viewer
  if (Buffer.byteLength(url) > maxUrlBytes) return 414
  // Each name and each value has two more bytes behind it: ": " or a line break.
  const headBytes =
    `${method} ${url} HTTP/1.1\r\n\r\n`.length + rawHeaders.reduce((sum, part) => sum + Buffer.byteLength(part, 'latin1') + 2, 0)
  return headBytes > maxHeadBytes ? 494 : undefined
}

interface GeneratedResponse {
  readonly viewer: IncomingMessage
  readonly response: ServerResponse
  readonly generated: CloudFrontResultResponse
  readonly maker: FunctionKind
  readonly requestId: string
}

function respond({ viewer, response, generated, maker, requestId }: GeneratedResponse): void {
  const { status, statusDescription, headers = {}, body = '', bodyEncoding = 'text' } = generated
  const bytes = Buffer.from(body, bodyEncoding === 'base64' ? 'base64' : 'utf8')
  for (const values of Object.values(headers)) for (const { key, value } of values) if (key !== undefined) response.appendHeader(key, value)
  response.setHeader('x-cache', `${maker}GeneratedResponse from cloudfront`)
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
