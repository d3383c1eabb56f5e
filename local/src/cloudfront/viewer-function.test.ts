import { writeFile } from 'node:fs/promises'
import type { FunctionEvent } from '@hemisphere/edge-router/viewer-request/function-event.ts'
import { afterEach, expect, test } from 'vitest'
import { openKeyValueStore, writeKeyValue } from './key-value-store.ts'
import { defaultLimits } from './limits.ts'
import { writeViewerFunction } from './testing/viewer-functions.ts'
import { loadViewerFunction } from './viewer-function.ts'

let running = new AsyncDisposableStack()

afterEach(async () => {
  await running.disposeAsync()
  running = new AsyncDisposableStack()
})

const event: FunctionEvent = {
  version: '1.0',
  context: { distributionDomainName: 'd.cloudfront.net', distributionId: 'D', eventType: 'viewer-request', requestId: 'request-1' },
  viewer: { ip: '203.0.113.178' },
  request: { method: 'GET', uri: '/', querystring: {}, headers: {}, cookies: {} },
}

async function run(body: string, values: Readonly<Record<string, string>> = {}): Promise<unknown> {
  const made = running.use(await writeViewerFunction(body))
  for (const [key, value] of Object.entries(values)) await writeKeyValue(made.keyValueFile, key, value)
  const store = running.use(await openKeyValueStore(made.keyValueFile, (fault) => expect.fail(String(fault))))
  return (await loadViewerFunction(made.function, store, defaultLimits))(event)
}

test.each([
  'fetch',
  'setTimeout',
  'setInterval',
  'queueMicrotask',
  'process',
  'require',
  'Buffer',
  'Map',
  'Set',
  'Proxy',
  'WebAssembly',
  'Intl',
])('a function has no %s', async (name) => {
  expect(await run(`return { type: typeof ${name} }`)).toEqual({ type: 'undefined' })
})

test.each([`new Function('return 1')()`, `event.constructor.constructor('return process')()`])(
  'a function makes no code of texts: %s',
  async (code) => {
    await expect(run(`return ${code}`)).rejects.toThrow('Code generation from strings disallowed')
  },
)

test('a function reads its key value store', async () => {
  const body = `const store = cf.kvs(); return { value: await store.get('a'), here: await store.exists('a'), there: await store.exists('b') }`
  expect(await run(body, { a: 'value of a' })).toEqual({ value: 'value of a', here: true, there: false })
})

test('a key that the store does not have is an error of its own', async () => {
  await expect(run(`return cf.kvs().get('b')`)).rejects.toThrow('has no key b')
})

test('what a function changes in its event is not changed for others', async () => {
  const body = `request.headers['x-a'] = { value: 'b' }; return request`
  expect(await run(body)).toMatchObject({ headers: { 'x-a': { value: 'b' } } })
  expect(event.request.headers).toEqual({})
})

test('code above 10 KB, or without a handler, is not loaded', async () => {
  await expect(run(`return '${'x'.repeat(10_240)}'`)).rejects.toThrow('at most 10240 are allowed')
  const made = running.use(await writeViewerFunction())
  await writeFile(made.function, 'function other() {}')
  const store = running.use(await openKeyValueStore(made.keyValueFile, () => undefined))
  const handle = loadViewerFunction(made.function, store, defaultLimits).then((call) => call(event))
  await expect(handle).rejects.toThrow('handler is not defined')
})
