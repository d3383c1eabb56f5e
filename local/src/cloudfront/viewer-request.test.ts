import type { FunctionRequest, FunctionValues } from '@hemisphere/edge-router/viewer-request/function-event.ts'
import { errorResponse } from '@hemisphere/kit/graphql-response.ts'
import { afterAll, describe, expect, test } from 'vitest'
import type { KeyValueReader } from './key-value-store.ts'
import { defaultLimits } from './limits.ts'
import { buildViewerFunction } from './testing/viewer-functions.ts'
import { loadViewerFunction } from './viewer-function.ts'

const built = await buildViewerFunction()
afterAll(() => built[Symbol.asyncDispose]())

const storeOf = (get: KeyValueReader['get']): KeyValueReader => ({
  get,
  exists: async () => true,
  [Symbol.asyncDispose]: async () => undefined,
})
const missing = storeOf(async (key) => Promise.reject(new Error(`no key ${key}`)))

async function run(request: Partial<FunctionRequest>, store: KeyValueReader = missing): Promise<unknown> {
  const call = await loadViewerFunction(built.function, store, defaultLimits)
  return call({
    version: '1.0',
    context: { distributionDomainName: 'd.cloudfront.net', distributionId: 'D', eventType: 'viewer-request', requestId: 'request-1' },
    viewer: { ip: '203.0.113.178' },
    request: { method: 'POST', uri: '/graphql', querystring: {}, headers: {}, cookies: {}, ...request },
  })
}

const values = (names: readonly string[]): FunctionValues => Object.fromEntries(names.map((name) => [name, { value: name }]))

const repeated = (count: number): FunctionValues => ({
  a: { value: 'b', multiValue: Array.from({ length: count }, () => ({ value: 'b' })) },
})

describe('the viewer-request function', () => {
  test('drops the headers that only we may set, and no others', async () => {
    const ours = [
      'x-hemisphere-region',
      'x-hemisphere-',
      'x-hemisphere-region-states',
      'x-origin-verify',
      'X-Origin-Verify-eu',
      'x-edge-location',
      'X-Edge-B',
    ]
    const kept = ['x-hemisphere', 'x-origin', 'authorization', 'my-x-edge-a']
    expect(await run({ headers: values([...ours, ...kept]) })).toMatchObject({ headers: values(kept) })
    const { headers } = (await run({ headers: values([...ours, ...kept]) })) as FunctionRequest
    expect(Object.keys(headers)).toEqual(kept)
  })

  test('hands on the states of the regions in the place of any that came', async () => {
    const asked: string[] = []
    const store = storeOf(async (key) => {
      asked.push(key)
      return 'signed states'
    })
    const { headers } = (await run({ headers: values(['x-hemisphere-region-states']) }, store)) as FunctionRequest
    expect(headers).toEqual({ 'x-hemisphere-region-states': { value: 'signed states' } })
    expect(asked).toEqual(['region-states'])
  })

  test.each<[string, KeyValueReader]>([
    ['are missing', missing],
    ['are empty', storeOf(async () => '')],
    [
      'can not be read',
      storeOf(() => {
        throw new Error('the store is away')
      }),
    ],
  ])('lets a request pass without states that %s', async (_, store) => {
    const request = { headers: values(['accept']), cookies: values(['a']), querystring: values(['q']) }
    expect(await run(request, store)).toEqual({ method: 'POST', uri: '/graphql', ...request })
  })

  test.each(['GET', 'HEAD', 'POST', 'OPTIONS'])('lets %s pass', async (method) => {
    expect(await run({ method })).toMatchObject({ method, uri: '/graphql' })
  })

  test.each(['PUT', 'DELETE', 'PATCH', 'TRACE', 'CONNECT', 'get', ''])(
    'refuses the method "%s" in the shape of every other layer',
    async (method) => {
      const message = 'got another method, wanted one of GET, HEAD, POST, OPTIONS'
      const expected = errorResponse({ code: 'BAD_USER_INPUT', message, requestId: 'request-1', region: 'edge' })
      const refused = (await run({ method })) as { readonly body: string; readonly headers: FunctionValues }
      expect(refused).toMatchObject({ statusCode: 405, body: expected.body, headers: { allow: { value: 'GET, HEAD, POST, OPTIONS' } } })
      expect(Object.fromEntries(Object.entries(refused.headers).map(([name, { value }]) => [name, value]))).toMatchObject(expected.headers)
    },
  )

  test.each<[string, Partial<FunctionRequest>, Partial<FunctionRequest>, number]>([
    ['a path', { uri: `/${'x'.repeat(4_095)}` }, { uri: `/${'x'.repeat(4_096)}` }, 414],
    [
      'a query',
      { uri: '/', querystring: { a: { value: 'x'.repeat(4_092) } } },
      { uri: '/', querystring: { a: { value: 'x'.repeat(4_093) } } },
      414,
    ],
    ['a header', { headers: { a: { value: 'x'.repeat(12_283) } } }, { headers: { a: { value: 'x'.repeat(12_284) } } }, 431],
    ['a cookie', { cookies: { a: { value: 'x'.repeat(12_284) } } }, { cookies: { a: { value: 'x'.repeat(12_285) } } }, 431],
    [
      'headers',
      { headers: values(Array.from({ length: 64 }, (_, index) => `a${index}`)) },
      { headers: values(Array.from({ length: 65 }, (_, index) => `a${index}`)) },
      431,
    ],
    ['headers of one name', { headers: repeated(64) }, { headers: repeated(65) }, 431],
    ['cookies of one name', { cookies: repeated(64) }, { cookies: repeated(65) }, 431],
  ])('lets %s pass up to the limit and not beyond', async (_, within, beyond, statusCode) => {
    expect(await run(within)).toMatchObject({ method: 'POST' })
    expect(await run(beyond)).toMatchObject({ statusCode, body: expect.stringContaining('are read') })
  })

  test.each(['authorization', 'content-type', 'x-csrf-token'])('refuses %s more than once, says which and not what', async (name) => {
    const twice = { value: 'secret', multiValue: [{ value: 'secret' }, { value: 'other' }] }
    const refused = (await run({ headers: { [name]: twice } })) as { readonly statusCode: number; readonly body: string }
    expect(refused.statusCode).toBe(400)
    expect(refused.body).toContain(`got the header ${name} more than once`)
    expect(refused.body).not.toContain('secret')
  })
})
