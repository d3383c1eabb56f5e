import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { createIssuerKeys, type IssuerKeys } from './issuer-keys.ts'
import { createFakeIssuer } from './testing/fake-issuer.ts'
import { keySet, startKeyServer, textAnswer } from './testing/key-server.ts'

const issuer = 'https://issuer.eu.example'
const day = 86_400_000
let time: number
const now = (): number => time
const first = await createFakeIssuer({ issuer, kid: 'k1', now })
const second = await createFakeIssuer({ issuer, kid: 'k2', now })
const third = await createFakeIssuer({ issuer, kid: 'k3', now })
const server = await startKeyServer()
afterAll(() => server[Symbol.asyncDispose]())

const faults: Error[] = []
let keys: IssuerKeys
let askedBefore: number
const asked = (): number => server.askedCount - askedBefore

beforeEach(() => {
  time = Date.parse('2026-11-24T08:00:00Z')
  faults.length = 0
  askedBefore = server.askedCount
  server.answer = keySet(first, second)
  keys = create()
})

function create(options: { maxUnknownKeyIds?: number } = {}): IssuerKeys {
  return createIssuerKeys({
    baked: { [issuer]: { [first.kid]: first.publicKey } },
    jwksUris: new Map([[issuer, server.jwksUri]]),
    fetch,
    now,
    onFault: (fault) => faults.push(fault),
    ...options,
  })
}

const causes = (): string => faults.map(({ cause }) => String(cause)).join()

describe('no network', () => {
  test('is needed for a key of the build', async () => {
    expect(await keys.lookUp(issuer, 'k1')).toBeDefined()
    expect(asked()).toBe(0)
  })

  test('is asked for the keys of an issuer that is unknown', async () => {
    expect(await keys.lookUp('https://issuer.example', 'k1')).toBeUndefined()
    expect(asked()).toBe(0)
  })
})

describe('a key id that is unknown', () => {
  test('is found with the issuer, once for a thousand requests at a time, and then at once', async () => {
    const found = await Promise.all(Array.from({ length: 1_000 }, () => keys.lookUp(issuer, 'k2')))
    expect(found.every((key) => key !== undefined)).toBe(true)
    expect(keys.find(issuer, 'k2')).toBeDefined()
    expect(asked()).toBe(1)
  })

  test('costs one question however many there are, at a time or one after another, for 60 seconds', async () => {
    await Promise.all(Array.from({ length: 1_000 }, (_, index) => keys.lookUp(issuer, `storm-${index}`)))
    for (let index = 0; index < 1_000; index += 1) {
      time += 59
      expect(await keys.lookUp(issuer, `drip-${index}`)).toBeUndefined()
    }
    expect(asked()).toBe(1)
    time += 1_000
    await keys.lookUp(issuer, 'late')
    expect(asked()).toBe(2)
  })

  test('that the issuer did not know is not asked for again for five minutes', async () => {
    await keys.lookUp(issuer, 'none')
    time += 299_000
    await keys.lookUp(issuer, 'none')
    expect(asked()).toBe(1)
    time += 1_000
    await keys.lookUp(issuer, 'none')
    expect(asked()).toBe(2)
  })

  test('is forgotten for younger ones, so that a storm fills no memory', async () => {
    keys = create({ maxUnknownKeyIds: 2 })
    for (const keyId of ['a', 'b', 'c']) {
      await keys.lookUp(issuer, keyId)
      time += 60_000
    }
    expect(asked()).toBe(3)
    await keys.lookUp(issuer, 'c')
    expect(asked()).toBe(3)
    await keys.lookUp(issuer, 'a')
    expect(asked()).toBe(4)
  })

  test('is asked for again after 60 seconds when the question failed', async () => {
    server.answer = textAnswer('', 500)
    expect(await keys.lookUp(issuer, 'k2')).toBeUndefined()
    time += 59_000
    server.answer = keySet(first, second)
    expect(await keys.lookUp(issuer, 'k2')).toBeUndefined()
    time += 1_000
    expect(await keys.lookUp(issuer, 'k2')).toBeDefined()
    expect(asked()).toBe(2)
  })
})

describe('an answer is refused, and the keys stay,', () => {
  const ring = (count: number): object => ({
    keys: Array.from({ length: count }, (_, index) => ({ ...second.publicKey, kid: `k${index}` })),
  })
  const short = generateKeyPairSync('rsa', { modulusLength: 1_024 }).publicKey.export({ format: 'jwk' })
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' })

  test.each([
    ['with another status', textAnswer('{"keys":[]}', 503), 'status 503'],
    ['that leads elsewhere', textAnswer('', 302, { location: server.jwksUri }), 'fetch failed'],
    ['that is no JSON', textAnswer('<html>'), 'SyntaxError'],
    ['without keys', textAnswer('{}'), 'no list'],
    ['with an empty list', textAnswer('{"keys":[]}'), 'none of'],
    ['with a list of anything', textAnswer('{"keys":[null,1,"k2",[],{"kid":"k2"}]}'), 'none of'],
    ['with more keys than an issuer has', textAnswer(JSON.stringify(ring(33))), 'no list of at most 32'],
    ['with a key that is too short', textAnswer(JSON.stringify({ keys: [{ ...short, kid: 'k2' }] })), 'none of'],
    ['with a key for something else', textAnswer(JSON.stringify({ keys: [{ ...second.publicKey, kid: 'k2', use: 'enc' }] })), 'none of'],
    [
      'with a key of another algorithm',
      textAnswer(JSON.stringify({ keys: [{ ...second.publicKey, kid: 'k2', alg: 'PS256' }] })),
      'none of',
    ],
    ['with a curve', textAnswer(JSON.stringify({ keys: [{ ...curve, kid: 'k2' }] })), 'none of'],
    ['with a shared secret', textAnswer('{"keys":[{"kty":"oct","k":"c2VjcmV0","kid":"k2"}]}'), 'none of'],
  ])('%s', async (_, answer, reason) => {
    server.answer = answer
    expect(await keys.lookUp(issuer, 'k2')).toBeUndefined()
    expect(causes()).toContain(reason)
    expect(keys.find(issuer, 'k1')).toBeDefined()
  })

  test('that is huge: it is not read to its end', async () => {
    let sentBytes = 0
    const { promise: closed, resolve } = Promise.withResolvers<void>()
    server.answer = (_, response) => {
      response.on('close', resolve)
      const chunk = Buffer.alloc(16_384, ' ')
      const more = (): void => {
        while (!response.destroyed) {
          sentBytes += chunk.length
          if (!response.write(chunk)) return
        }
      }
      response.on('drain', more)
      more()
    }
    expect(await keys.lookUp(issuer, 'k2')).toBeUndefined()
    expect(causes()).toContain('more than 65536 bytes')
    await closed
    expect(sentBytes).toBeLessThan(64_000_000)
  })

  test.each([
    ['that never begins', false],
    ['that never ends', true],
  ])('%s: a request waits for it no longer than 0.8 seconds', async (_, begins) => {
    server.answer = (request, response) => {
      if (begins) response.writeHead(200, { 'content-type': 'application/json' }).write('{"keys":[')
      else request.resume()
    }
    const start = performance.now()
    expect(await keys.lookUp(issuer, 'k2')).toBeUndefined()
    const waitedMs = performance.now() - start
    expect(waitedMs).toBeGreaterThan(700)
    expect(waitedMs).toBeLessThan(10_000)
    expect(causes()).toContain('TimeoutError')
  })

  test('when nobody listens', async () => {
    const gone = await startKeyServer()
    await gone[Symbol.asyncDispose]()
    keys = createIssuerKeys({
      baked: { [issuer]: { [first.kid]: first.publicKey } },
      jwksUris: new Map([[issuer, gone.jwksUri]]),
      fetch,
      now,
      onFault: (fault) => faults.push(fault),
    })
    expect(await keys.lookUp(issuer, 'k2')).toBeUndefined()
    expect(keys.find(issuer, 'k1')).toBeDefined()
    expect(faults.length).toBe(1)
  })
})

describe('keys change', () => {
  test('by a new one, which is taken, and the old one’s end, after which it is not', async () => {
    expect(await keys.lookUp(issuer, 'k2')).toBeDefined()
    expect(keys.find(issuer, 'k1')).toBeDefined()
    const { generation } = keys
    server.answer = keySet(second, third)
    time += 60_000
    expect(await keys.lookUp(issuer, 'k3')).toBeDefined()
    expect(keys.find(issuer, 'k1')).toBeUndefined()
    expect(keys.generation).not.toBe(generation)
  })

  test('and those that were fetched serve for 24 hours while the issuer is away', async () => {
    await keys.lookUp(issuer, 'k2')
    server.answer = textAnswer('', 500)
    time += day - 1
    await keys.lookUp(issuer, 'k3')
    expect(keys.find(issuer, 'k2')).toBeDefined()
    time += 1
    expect(keys.find(issuer, 'k2')).toBeUndefined()
    expect(keys.find(issuer, 'k1')).toBeDefined()
  })

  test('and one that was taken back stays so when the fetched ones are too old', async () => {
    server.answer = keySet(second)
    await keys.lookUp(issuer, 'k2')
    time += 2 * day
    expect(keys.find(issuer, 'k1')).toBeUndefined()
  })
})

test('a key that does not verify RS256 is no key to build with', () => {
  const create = (): unknown =>
    createIssuerKeys({
      baked: { [issuer]: { k1: { kty: 'oct', k: 'c2VjcmV0' } } },
      jwksUris: new Map(),
      fetch,
      now,
      onFault: () => undefined,
    })
  expect(create).toThrow('the key k1 of https://issuer.eu.example does not verify RS256')
})
