import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, test } from 'vitest'
import { freePort } from '../free-port.ts'
import { startCloudFront, type CloudFrontOptions } from './cloudfront.ts'
import { writeEdgeBundle } from './testing/edge-bundle.ts'
import { startTinyOrigin, type TinyOrigin } from './testing/tiny-origin.ts'
import { zoneSecrets } from '@hemisphere/edge-router/testing/origin-request.ts'
import { buildViewerFunction, writeViewerFunction } from './testing/viewer-functions.ts'

let running = new AsyncDisposableStack()
const faults: unknown[] = []

afterEach(async () => {
  await running.disposeAsync()
  running = new AsyncDisposableStack()
  faults.length = 0
})

async function edge(body: string, options: Partial<CloudFrontOptions> = {}): Promise<string> {
  const bundle = running.use(await writeEdgeBundle(body))
  const viewerRequest = running.use(await writeViewerFunction())
  const defaultOriginHeaders = zoneSecrets
  const started = await startCloudFront({
    port: 0,
    viewerRequest,
    bundle: bundle.path,
    defaultOriginHeaders,
    onFault: (fault) => faults.push(fault),
    ...options,
  })
  return running.use(started).url
}

async function origin(
  listener: Parameters<typeof startTinyOrigin>[0] = (request, response) => request.resume().on('end', () => response.end('hello')),
): Promise<TinyOrigin> {
  return running.use(await startTinyOrigin(listener))
}

const pageMessage = (body: string): unknown => JSON.parse(body).errors[0].extensions.code

describe('the event of a request', () => {
  const echo = `return { status: '200', body: JSON.stringify(event.Records[0].cf), headers: {} }`

  test('has the form of CloudFront’s own, without the body', async () => {
    const url = await edge(echo)
    const answer = await fetch(`${url}/graphql?a=%20b`, {
      method: 'POST',
      body: 'secret',
      headers: { 'X-Mixed-Case': 'kept', 'x-forwarded-for': '198.51.100.7' },
    })
    expect(answer.headers.get('x-cache')).toBe('LambdaGeneratedResponse from cloudfront')
    const { config, request } = JSON.parse(await answer.text())
    expect(config).toMatchObject({
      eventType: 'origin-request',
      distributionId: expect.any(String),
      requestId: answer.headers.get('x-amz-cf-id'),
    })
    expect(request).toMatchObject({ method: 'POST', uri: '/graphql', querystring: 'a=%20b', clientIp: '127.0.0.1' })
    expect(request).not.toHaveProperty('body')
    expect(request.headers).toMatchObject({
      'x-mixed-case': [{ key: expect.stringMatching(/^x-mixed-case$/i), value: 'kept' }],
      'x-forwarded-for': [{ key: 'X-Forwarded-For', value: '198.51.100.7, 127.0.0.1' }],
      'content-length': [{ value: '6' }],
    })
    expect(request.origin.custom).toMatchObject({
      protocol: 'https',
      port: 443,
      customHeaders: { 'x-origin-verify-eu': [{ value: 'secret of zone eu' }], 'x-origin-verify-us': [{ value: 'secret of zone us' }] },
    })
  })

  test('lacks the headers that only we or CloudFront may set', async () => {
    const url = await edge(echo, { viewerRequest: running.use(await buildViewerFunction()) })
    const spoofed = { 'X-Hemisphere-Region': 'x', 'X-Origin-Verify': 'x', 'X-Edge-Location': 'x', 'x-amz-cf-id': 'x', 'X-Real-Ip': 'x' }
    const { request } = JSON.parse(await (await fetch(url, { headers: spoofed })).text())
    const present = Object.keys(spoofed).filter((name) => name.toLowerCase() in request.headers)
    expect(present).toEqual([])
  })
})

describe('a request that the function sends on', () => {
  test('reaches the origin with its body and headers, and the answer comes back', async () => {
    const home = await origin((request, response) => {
      void text(request).then((body) => response.setHeader('x-answer', 'yes').writeHead(201).end(`got ${body}`))
    })
    const url = await edge(`return forwardTo(request, ${home.port})`)
    const body = 'x'.repeat(3_000_000)
    const answer = await fetch(`${url}/graphql?q=1`, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
    expect({ status: answer.status, header: answer.headers.get('x-answer'), length: (await answer.text()).length }).toEqual({
      status: 201,
      header: 'yes',
      length: 3_000_004,
    })
    const [received] = home.received
    expect(received).toMatchObject({ method: 'POST', url: '/graphql?q=1' })
    expect(received?.headers).toMatchObject({
      host: 'home.example',
      'content-type': 'application/json',
      'content-length': '3000000',
      'x-origin-verify-eu': 'secret of zone eu',
      'x-forwarded-for': '127.0.0.1',
      via: expect.stringContaining('(CloudFront)'),
      'x-amz-cf-id': answer.headers.get('x-amz-cf-id'),
    })
  })

  test('streams: the first part of an answer arrives before its last is written', async () => {
    const { promise: seen, resolve: sawFirst } = Promise.withResolvers<void>()
    const home = await origin((_, response) => {
      response.write('first')
      void seen.then(() => response.end('last'))
    })
    const url = await edge(`return forwardTo(request, ${home.port})`)
    const parts: string[] = []
    for await (const part of (await fetch(url)).body ?? []) {
      parts.push(Buffer.from(part).toString())
      sawFirst()
    }
    expect(parts).toEqual(['first', 'last'])
  })

  test('ends at the origin, too, when its viewer goes away', async () => {
    const { promise: closed, resolve } = Promise.withResolvers<void>()
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>()
    const home = await origin((_, response) => {
      response.on('close', () => resolve())
      arrive()
    })
    const url = await edge(`return forwardTo(request, ${home.port})`)
    const gone = new AbortController()
    const attempt = fetch(url, { signal: gone.signal })
    await arrived
    gone.abort()
    await expect(attempt).rejects.toThrow(/abort/)
    await expect(closed).resolves.toBeUndefined()
  })

  test('is 502 in our shape when nobody listens at the origin, its body unread', async () => {
    const url = await edge(`return forwardTo(request, ${await freePort()})`)
    const answer = await fetch(url, { method: 'POST', body: 'x'.repeat(1_000_000) })
    expect({ status: answer.status, type: answer.headers.get('content-type') }).toEqual({
      status: 502,
      type: 'application/graphql-response+json; charset=utf-8',
    })
    expect(pageMessage(await answer.text())).toBe('REGION_UNAVAILABLE')
  })

  test('is 504 in our shape when the origin stays silent for its read timeout', async () => {
    const home = await origin(() => undefined)
    const url = await edge(`return forwardTo(request, ${home.port}, { readTimeout: 1 })`)
    const answer = await fetch(url)
    expect({ status: answer.status, code: pageMessage(await answer.text()) }).toEqual({ status: 504, code: 'REGION_UNAVAILABLE' })
  })

  test('that an origin cuts in the middle of its answer is cut for the viewer', async () => {
    const home = await origin((_, response) => {
      response.writeHead(200, { 'content-length': 100 })
      response.write('half', () => response.destroy())
    })
    const url = await edge(`return forwardTo(request, ${home.port})`)
    await expect(fetch(url).then((answer) => answer.text())).rejects.toThrow('terminated')
  })
})

describe('what CloudFront refuses of a function is 502', () => {
  test.each([
    ['nothing', 'return undefined', 'neither a request nor a response'],
    ['another method', `return { ...forwardTo(request, 8080), method: 'GET' }`, 'changed the method'],
    [
      'a header of CloudFront’s own',
      `return forwardTo({ ...request, headers: { ...request.headers, 'x-edge-zone': [{ value: 'eu' }] } }, 8080)`,
      'x-edge-zone may not be set',
    ],
    ['another Via', `return forwardTo({ ...request, headers: { ...request.headers, via: [] } }, 8080)`, 'read-only header via'],
    [
      'another length',
      `return forwardTo({ ...request, headers: { ...request.headers, 'content-length': [{ value: '1' }] } }, 8080)`,
      'read-only header content-length',
    ],
    [
      'a line break in a header',
      `return forwardTo({ ...request, headers: { ...request.headers, 'x-a': [{ value: 'a\\r\\nb: c' }] } }, 8080)`,
      'x-a is malformed',
    ],
    [
      'more headers than an origin takes',
      `return forwardTo({ ...request, headers: { ...request.headers, 'x-a': [{ value: 'a'.repeat(32768) }] } }, 8080)`,
      'at most 32768',
    ],
    ['a port that is reserved', 'return forwardTo(request, 22)', 'the origin port 22'],
    ['a timeout that is too long', 'return forwardTo(request, 8080, { readTimeout: 61 })', 'outside of 1 to 60 seconds'],
    ['an origin path with a slash at its end', `return forwardTo(request, 8080, { path: '/a/' })`, 'an origin path that is none'],
    ['a body that it was not shown', `return { ...forwardTo(request, 8080), body: { action: 'replace', data: '' } }`, 'gave a body'],
    ['a response above 1 MB', `return { status: '200', body: 'x'.repeat(1048577) }`, 'at most 1048576'],
    ['a response with a status that is none', `return { status: 'fine' }`, 'the status fine'],
    ['a response that sets X-Cache', `return { status: '200', headers: { 'x-cache': [{ value: 'Hit' }] } }`, 'x-cache may not be set'],
  ])('%s', async (_, body, fault) => {
    const url = await edge(body)
    const answer = await fetch(url, { method: 'POST', body: 'abc' })
    expect({ status: answer.status, cache: answer.headers.get('x-cache') }).toEqual({
      status: 502,
      cache: 'LambdaValidationError from cloudfront',
    })
    expect(String(faults[0])).toContain(fault)
  })
})

describe('what CloudFront refuses of a viewer-request function is 502', () => {
  test.each([
    ['nothing', 'return undefined', 'neither a request nor a response'],
    ['another method', `request.method = 'GET'; return request`, 'changed the method'],
    ['another host', `request.headers.host = { value: 'elsewhere.example' }; return request`, 'read-only header host'],
    ['a header of CloudFront’s own', `request.headers['x-edge-zone'] = { value: 'eu' }; return request`, 'x-edge-zone may not be set'],
    ['a header as text', `request.headers['x-a'] = 'b'; return request`, 'neither a request nor a response'],
    ['a line break in a header', `request.headers['x-a'] = { value: 'a\\r\\nb: c' }; return request`, 'x-a is malformed'],
    ['a status that is none', `return { statusCode: 99 }`, 'a response that is none'],
    ['a body above 40 KB', `return { statusCode: 200, body: Array(40962).join('x') }`, 'at most 40960'],
  ])('%s', async (_, body, fault) => {
    const viewerRequest = running.use(await writeViewerFunction(body))
    const answer = await fetch(await edge(`throw new Error('the next function ran')`, { viewerRequest }), { method: 'POST', body: 'abc' })
    expect({ status: answer.status, cache: answer.headers.get('x-cache') }).toEqual({
      status: 502,
      cache: 'FunctionValidationError from cloudfront',
    })
    expect(String(faults[0])).toContain(fault)
  })
})

test('a viewer-request function that throws, or takes too long, is 503', async () => {
  for (const body of [`throw new Error('no luck')`, 'return new Promise(() => {})']) {
    const viewerRequest = running.use(await writeViewerFunction(body))
    const answer = await fetch(await edge(`return { status: '204' }`, { viewerRequest, limits: { functionTimeoutMs: 50 } }))
    expect({ status: answer.status, cache: answer.headers.get('x-cache') }).toEqual({
      status: 503,
      cache: 'FunctionExecutionError from cloudfront',
    })
  }
})

test('what a viewer-request function answers is the answer', async () => {
  const body = `return { statusCode: 418, statusDescription: 'A Teapot', headers: { 'x-a': { value: 'b' } }, body: { encoding: 'base64', data: 'dGVh' } }`
  const viewerRequest = running.use(await writeViewerFunction(body))
  const answer = await fetch(await edge(`throw new Error('the next function ran')`, { viewerRequest }))
  expect({
    status: answer.status,
    header: answer.headers.get('x-a'),
    cache: answer.headers.get('x-cache'),
    body: await answer.text(),
  }).toEqual({
    status: 418,
    header: 'b',
    cache: 'FunctionGeneratedResponse from cloudfront',
    body: 'tea',
  })
})

test('a function that throws, or takes too long, is 503', async () => {
  for (const body of [`throw new Error('no luck')`, 'return new Promise(() => {})']) {
    const answer = await fetch(await edge(body, { limits: { functionTimeoutMs: 50 } }))
    expect({ status: answer.status, cache: answer.headers.get('x-cache') }).toEqual({
      status: 503,
      cache: 'LambdaExecutionError from cloudfront',
    })
  }
})

describe('before the function runs', () => {
  const never = `throw new Error('the function ran')`

  test('headers above 32,768 bytes are 494, those just below pass', async () => {
    const url = new URL(await edge(`return { status: '204' }`))
    const head = (length: number): string =>
      `GET / HTTP/1.1\r\nhost: localhost\r\nx-padding: ${'x'.repeat(length)}\r\nconnection: close\r\n\r\n`
    const around = head(0).length
    async function status(length: number): Promise<string | undefined> {
      const socket = connect(Number(url.port), '127.0.0.1')
      await once(socket, 'connect')
      socket.end(head(length))
      return (await text(socket)).split(' ')[1]
    }
    expect(await status(32_768 - around)).toBe('204')
    expect(await status(32_768 - around + 1)).toBe('494')
  })

  test('a URL above 8,192 bytes is 414', async () => {
    expect((await fetch(`${await edge(never)}/${'x'.repeat(8_192)}`)).status).toBe(414)
    expect(faults).toEqual([])
  })
})
