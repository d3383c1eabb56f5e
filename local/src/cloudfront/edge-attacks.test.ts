import { createHmac } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { createFakeIssuer } from '@hemisphere/edge-router/testing/fake-issuer.ts'
import { keySet } from '@hemisphere/edge-router/testing/key-server.ts'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { writeKeyValue } from './key-value-store.ts'
import { startWholeEdge, type EdgeAnswer, type WholeEdge } from './testing/whole-edge.ts'

/** The machine may be busy: long enough for a slow one, at once on a quick one. */
const soon = <Value>(check: () => Value | Promise<Value>): Promise<Value> => vi.waitFor(check, { timeout: 15_000, interval: 20 })

const eu = await createFakeIssuer({ issuer: 'https://issuer.eu.example', kid: 'eu-1', now: Date.now })
const euNext = await createFakeIssuer({ issuer: eu.issuer, kid: 'eu-2', now: Date.now })
const us = await createFakeIssuer({ issuer: 'https://issuer.us.example', kid: 'us-1', now: Date.now })

const seconds = Math.floor(Date.now() / 1_000)
const usHome = { 'dt:z': 'us', 'dt:hr': 'us-east-1' }
const bearer = (token: string): string => `authorization: Bearer ${token}`
const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

async function ask(edge: WholeEdge, token: string, ...headers: readonly string[]): Promise<EdgeAnswer> {
  return edge.send('/graphql', { headers: [bearer(token), ...headers] })
}

describe('an attack is refused with its code, in our shape, and reaches no origin:', () => {
  let edge: WholeEdge
  beforeAll(async () => {
    edge = await startWholeEdge({ eu, us })
  })
  afterAll(() => edge[Symbol.asyncDispose]())

  async function hmacSigned(): Promise<string> {
    const [, payload] = (await eu.sign()).split('.')
    const text = `${encode({ alg: 'HS256', kid: eu.kid })}.${payload}`
    return `${text}.${createHmac('sha256', JSON.stringify(eu.publicKey)).update(text).digest('base64url')}`
  }

  async function tampered(change: object): Promise<string> {
    const [header, payload = '', signature] = (await eu.sign()).split('.')
    return `${header}.${encode({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), ...change })}.${signature}`
  }

  const unauthenticated = { status: 401, code: 'UNAUTHENTICATED' }
  const violation = { status: 403, code: 'RESIDENCY_VIOLATION' }

  test.each<[string, () => Promise<string>, object]>([
    ['a token without signature (alg none)', async () => `${encode({ alg: 'none' })}.${(await eu.sign()).split('.')[1]}.`, unauthenticated],
    ['a token signed by HMAC with the public key', hmacSigned, unauthenticated],
    ['a header jku', async () => eu.signAs({ alg: 'RS256', kid: eu.kid, jku: edge.euKeys.jwksUri }), unauthenticated],
    ['a header jwk', async () => eu.signAs({ alg: 'RS256', kid: eu.kid, jwk: eu.publicKey }), unauthenticated],
    ['a header x5u', async () => eu.signAs({ alg: 'RS256', kid: eu.kid, x5u: edge.euKeys.jwksUri }), unauthenticated],
    ['a header crit', async () => eu.signAs({ alg: 'RS256', kid: eu.kid, crit: ['b64'], b64: true }), unauthenticated],
    ['a key id of another issuer', async () => eu.sign({}, { kid: us.kid }), unauthenticated],
    ['issuer and key id of another zone', async () => eu.sign({ iss: us.issuer, ...usHome }, { kid: us.kid }), unauthenticated],
    ['an unknown issuer', async () => eu.sign({ iss: 'https://issuer.example' }), unauthenticated],
    ['an ID token', async () => eu.sign({ token_use: 'id' }), unauthenticated],
    ['a token of no client', async () => eu.sign({ client_id: undefined }), unauthenticated],
    ['a token that has expired', async () => eu.sign({ iat: seconds - 400, exp: seconds - 90 }), unauthenticated],
    ['a token from the future', async () => eu.sign({ iat: seconds + 600, exp: seconds + 900 }), unauthenticated],
    ['a claim that was changed', async () => tampered({ 'dt:t': '0199aaaa-0000-7000-8000-00000000000f' }), unauthenticated],
    ['a home that was changed', async () => tampered(usHome), unauthenticated],
    ['a token of eu with a home in us', async () => eu.sign({ 'dt:hr': 'us-east-1' }), violation],
    ['a token of eu for us', async () => eu.sign(usHome), violation],
    ['a home that is not in its zone', async () => us.sign({ 'dt:z': 'us', 'dt:hr': 'eu-west-1' }), violation],
    ['a home that is no region', async () => eu.sign({ 'dt:hr': 'ap-south-1' }), violation],
    ['text in place of a token', async () => 'a.b.c', unauthenticated],
    ['a huge token', async () => eu.sign({ padding: 'x'.repeat(5_000) }), unauthenticated],
  ])('%s', async (_, makeToken, expected) => {
    const token = await makeToken()
    expect(await ask(edge, token)).toMatchObject({ ...expected, type: 'application/graphql-response+json; charset=utf-8' })
    expect(await edge.send('/graphql', { headers: [`cookie: __Host-hemisphere-token=${token}`] })).toMatchObject(expected)
    expect(edge.receivedCount()).toBe(0)
  })

  const many = (count: number): string[] => Array.from({ length: count }, (_, index) => `x-a-${index}: b`)
  const tooLong = `/graphql?query=${'x'.repeat(4_096)}`

  test.each<[string, string, { method?: string; headers?: readonly string[]; bodyLength?: number }, object]>([
    ['no token', '/graphql', {}, unauthenticated],
    ['two authorizations', '/graphql', { headers: ['authorization: Bearer a.b.c', 'authorization: Bearer a.b.c'] }, { status: 400 }],
    ['two kinds of content', '/graphql', { headers: ['content-type: text/plain', 'content-type: application/json'] }, { status: 400 }],
    ['two CSRF tokens', '/session/refresh', { headers: ['x-csrf-token: a', 'x-csrf-token: b'] }, { status: 400 }],
    [
      'two session tokens',
      '/graphql',
      { headers: ['cookie: __Host-hemisphere-token=a.b.c', 'cookie: __Host-hemisphere-token=a.b.c'] },
      unauthenticated,
    ],
    ...['PUT', 'DELETE', 'PATCH', 'TRACE', 'PROPFIND'].map((method): [string, string, object, object] => [
      `the method ${method}`,
      '/graphql',
      { method },
      { status: 405 },
    ]),
    ['too many headers', '/graphql', { headers: many(80) }, { status: 431, message: expect.stringContaining('at most 64 are read') }],
    [
      'too many cookies',
      '/graphql',
      { headers: [`cookie: ${many(80).join('; ').replaceAll(': ', '=')}`] },
      { status: 431, message: expect.stringContaining('at most 64 are read') },
    ],
    [
      'large headers',
      '/graphql',
      { headers: [`x-a: ${'x'.repeat(12_288)}`] },
      { status: 431, message: expect.stringContaining('at most 12288 are read') },
    ],
    [
      'large cookies',
      '/graphql',
      { headers: [`cookie: a=${'x'.repeat(12_288)}`] },
      { status: 431, message: expect.stringContaining('at most 12288 are read') },
    ],
    ['a large body', '/graphql', { bodyLength: 1_048_577 }, { status: 413, message: expect.stringContaining('at most 1048576 bytes') }],
    ['a long URL', tooLong, { method: 'GET' }, { status: 414, message: expect.stringContaining('at most 4096 are read') }],
    [
      'a URL above CloudFront’s own limit',
      `/${'x'.repeat(8_192)}`,
      { method: 'GET' },
      { status: 414, message: expect.stringContaining('at most 4096 bytes are read') },
    ],
    ['another path', '/readyz', { method: 'GET' }, { status: 404, code: 'NOT_FOUND' }],
    ['a URL of another host', 'http://evil.example/graphql', {}, { status: 400, code: undefined, type: 'text/html' }],
    ['a path that climbs', '/graphql/../readyz', { method: 'GET' }, { status: 404, code: 'NOT_FOUND' }],
    [
      'a session of no zone',
      '/session',
      { method: 'GET', headers: ['cookie: __Host-hemisphere-session=ap.0123456789abcdef'] },
      unauthenticated,
    ],
    ['names of an object’s own', '/graphql', { headers: ['__proto__: a', 'cookie: __proto__=b; constructor=c'] }, unauthenticated],
  ])('%s', async (_, target, options, expected) => {
    const answer = await edge.send(target, options)
    expect(answer).toMatchObject({ code: 'BAD_USER_INPUT', type: 'application/graphql-response+json; charset=utf-8', ...expected })
    expect(edge.receivedCount()).toBe(0)
    expect(edge.faults).toEqual([])
  })

  test('headers above what CloudFront takes', async () => {
    expect((await edge.send('/graphql', { headers: [`x-a: ${'x'.repeat(33_000)}`] })).status).toBe(494)
    expect(edge.receivedCount()).toBe(0)
  })
})

describe('a request that is let through', () => {
  let edge: WholeEdge
  beforeAll(async () => {
    edge = await startWholeEdge({ eu, us })
  })
  afterAll(() => edge[Symbol.asyncDispose]())

  test('brings none of the headers that only we may set, in whatever letters', async () => {
    const names = [
      'x-hemisphere-tenant',
      'X-Hemisphere-Home-State',
      'x-hemisphere-writer-epoch',
      'X-HEMISPHERE-REGION-STATES',
      'x-hemisphere-request-id',
    ]
    const spoofed = [...names, 'X-Origin-Verify', 'x-origin-verify-eu', 'X-Origin-Verify-US', 'x-edge-location'].flatMap((name) => [
      `${name}: spoofed`,
      `${name}: spoofed`,
    ])
    expect(await ask(edge, await eu.sign(), ...spoofed, 'x-kept: kept')).toMatchObject({ status: 200, body: 'eu-west-1' })
    const { headers } = edge.received('eu-west-1').at(-1) ?? {}
    expect(JSON.stringify(headers)).not.toContain('spoofed')
    expect(headers).toMatchObject({
      'x-origin-verify': 'secret of zone eu',
      'x-hemisphere-request-id': headers?.['x-amz-cf-id'],
      'x-hemisphere-home-state': 'active',
      'x-hemisphere-writer-epoch': '1',
      'x-kept': 'kept',
    })
  })

  test('brings the headers and cookies of one line each that came in several', async () => {
    const several = ['accept: a/b', 'accept: c/d', 'cookie: a=1; b=2', 'cookie: a=3']
    expect(await ask(edge, await eu.sign(), ...several)).toMatchObject({ status: 200 })
    expect(edge.received('eu-west-1').at(-1)?.headers).toMatchObject({ accept: 'a/b, c/d', cookie: 'a=1; b=2; a=3' })
  })

  test('may be as large as is said', async () => {
    const around = ['host', 'content-length', 'authorization'].join('').length + 'localhost0'.length + 3 * 4 + 'x-a'.length + 4
    const token = await eu.sign()
    const padding = 12_288 - around - `Bearer ${token}`.length
    expect(await ask(edge, token, `x-a: ${'x'.repeat(padding)}`)).toMatchObject({ status: 200 })
    expect(await ask(edge, token, `x-a: ${'x'.repeat(padding + 1)}`)).toMatchObject({ status: 431 })
  })

  test('to sign in goes to the zone of the company, and of the session that follows', async () => {
    expect(await edge.send('/session/sign-in?company=nordhem&return=%2F', { method: 'GET' })).toMatchObject({ body: 'eu-west-1' })
    expect(edge.received('eu-west-1').at(-1)?.url).toBe('/session/sign-in?company=nordhem&return=%2F')
    const cookie = `cookie: __Host-hemisphere-session=us.${'x'.repeat(43)}`
    expect(await edge.send('/session/refresh', { headers: [cookie] })).toMatchObject({ body: 'us-east-1' })
  })
})

describe('keys of an issuer', () => {
  let running = new AsyncDisposableStack()
  afterEach(async () => {
    await running.disposeAsync()
    running = new AsyncDisposableStack()
  })
  const start = async (): Promise<WholeEdge> => running.use(await startWholeEdge({ eu, us }))

  test('are asked for once in a storm of 1,000 unknown key ids, which reaches no origin', async () => {
    const edge = await start()
    const tokens = await Promise.all(Array.from({ length: 1_000 }, (_, index) => eu.sign({}, { kid: `storm-${index}` })))
    const answers = await Promise.all(tokens.map((token) => ask(edge, token)))
    expect(new Set(answers.map(({ status, code }) => `${status} ${code}`))).toEqual(new Set(['401 UNAUTHENTICATED']))
    for (const token of tokens.slice(0, 100)) expect((await ask(edge, token)).status).toBe(401)
    expect(edge.euKeys.askedCount).toBe(1)
    expect(edge.receivedCount()).toBe(0)
    // A thousand signatures of RSA take their time on a busy machine.
  }, 120_000)

  test('are not asked for by a token that would be refused anyway, nor in the normal course', async () => {
    const edge = await start()
    await ask(edge, await eu.sign({ exp: seconds - 90, iat: seconds - 400 }, { kid: 'new' }))
    await ask(edge, await eu.sign({ token_use: 'id' }, { kid: 'new' }))
    await ask(edge, await eu.sign())
    expect(edge.euKeys.askedCount).toBe(0)
  })

  test('may change: the new one is found, the old one ends with its removal', async () => {
    const edge = await start()
    const old = await eu.sign()
    expect(await ask(edge, old)).toMatchObject({ body: 'eu-west-1' })
    edge.euKeys.answer = keySet(euNext)
    expect(await ask(edge, await euNext.sign())).toMatchObject({ body: 'eu-west-1' })
    expect(await ask(edge, old)).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' })
    expect(edge.euKeys.askedCount).toBe(1)
  })

  test('that were baked serve while the issuer is down', async () => {
    const edge = await start()
    await edge.euKeys[Symbol.asyncDispose]()
    expect(await ask(edge, await euNext.sign())).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' })
    expect(await ask(edge, await eu.sign())).toMatchObject({ body: 'eu-west-1' })
  })
})

describe('states of regions in the key value store', () => {
  let edge: WholeEdge
  let token: string
  beforeAll(async () => {
    edge = await startWholeEdge({ eu, us })
    token = await eu.sign()
  })
  afterAll(() => edge[Symbol.asyncDispose]())
  const stateNow = async (): Promise<unknown> => {
    const { status } = await ask(edge, token)
    return status === 200 ? edge.received('eu-west-1').at(-1)?.headers['x-hemisphere-home-state'] : status
  }

  test('may be missing', async () => {
    expect(await stateNow()).toBe('active')
  })

  test('fence a region, which then gets no more requests, and set it free', async () => {
    await edge.publish({ version: 2, regions: { 'eu-west-1': { state: 'fenced', writerEpoch: 1 } } })
    await soon(async () => expect(await ask(edge, token)).toMatchObject({ status: 503, code: 'REGION_UNAVAILABLE' }))
    const before = edge.receivedCount()
    expect(await ask(edge, token)).toMatchObject({ status: 503 })
    expect(edge.receivedCount()).toBe(before)
    await edge.publish({ version: 3, regions: { 'eu-west-1': { state: 'draining', writerEpoch: 2 } } })
    await soon(async () => expect(await stateNow()).toBe('draining'))
  })

  test('that were rolled back, forged or broken change nothing, and are told of', async () => {
    using logged = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const forged = await startWholeEdge({ eu, us })
    await forged.publish({ version: 9, regions: { 'eu-west-1': { state: 'fenced', writerEpoch: 2 } } })
    const put = (value: string): Promise<void> => writeKeyValue(edge.keyValueFile, 'region-states', value)
    const foreign: string = JSON.parse(await readFile(forged.keyValueFile, 'utf8'))['region-states']
    await forged[Symbol.asyncDispose]()
    const fenced = { state: 'fenced', writerEpoch: 2 } as const
    const changes: readonly (readonly [() => Promise<void>, string])[] = [
      [() => edge.publish({ version: 2, regions: { 'eu-west-1': fenced } }), 'version 2, wanted one above 3'],
      [() => edge.publish({ version: 4, regions: { 'eu-west-1': { ...fenced, writerEpoch: 1 } } }), 'from writer epoch 2 to 1'],
      [() => edge.publish({ version: 4, regions: { 'eu-west-1': fenced, 'ap-south-1': fenced } }), 'unknown region ap-south-1'],
      [() => put(foreign), 'signed by somebody else'],
      [() => put('fenced'), 'no compact JWS'],
    ]
    for (const [change, reason] of changes) {
      await change()
      await soon(async () => {
        expect(await stateNow()).toBe('draining')
        expect(logged.mock.calls.join()).toContain(reason)
      })
    }
    await writeFile(edge.keyValueFile, '{')
    await soon(() => expect(edge.faults.map(String)).toContain('Error: the key value store stays as it was'))
    expect(await stateNow()).toBe('draining')
  })
})
