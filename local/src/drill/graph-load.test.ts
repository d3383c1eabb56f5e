import type { IncomingMessage, ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { startTinyOrigin, type TinyOrigin } from '../cloudfront/testing/tiny-origin.ts'
import { createGraphLoad, type GraphLoad, type GraphLoadOptions } from './graph-load.ts'

let running = new AsyncDisposableStack()

afterEach(async () => {
  await running.disposeAsync()
  running = new AsyncDisposableStack()
})

const bodySchema = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()) })

interface Question extends z.infer<typeof bodySchema> {
  readonly token: string
}

type Answerer = (question: Question, response: ServerResponse) => void

async function graph(answer: Answerer): Promise<{ readonly origin: TinyOrigin; readonly questions: readonly Question[] }> {
  const questions: Question[] = []
  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const question = { ...bodySchema.parse(await json(request)), token: request.headers.authorization ?? '' }
    questions.push(question)
    answer(question, response)
  }
  const origin = running.use(await startTinyOrigin((request, response) => void receive(request, response)))
  return { origin, questions }
}

function load({ port }: TinyOrigin, options: Partial<GraphLoadOptions> = {}): GraphLoad {
  return running.use(
    createGraphLoad({
      edgeUrl: `http://127.0.0.1:${port}`,
      token: ({ fresh }) => Promise.resolve(fresh ? 'second' : 'first'),
      timeoutMs: 5_000,
      read: { query: '{ products(first: 1) { totalCount } }', variables: { a: 1 } },
      sale: { source: 'drill-7', productExternalId: 'sku', storeExternalId: 'shop', amount: '10.00', currencyCode: 'EUR' },
      now: () => Date.UTC(2026, 0, 2, 3, 4, 5),
      ...options,
    }),
  )
}

const facts = { region: 'eu-west-1', zone: 'eu', role: 'home', asOf: '2026-01-02T03:04:05.000Z', requestId: 'r-1' }
const data = { products: { totalCount: 3 } }

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/graphql-response+json' }).end(JSON.stringify(body))
}

function refuse(response: ServerResponse, status: number, code: string): void {
  send(response, status, { errors: [{ message: 'no', extensions: { code, requestId: 'r-2' } }], extensions: { hemisphere: facts } })
}

describe('a read', () => {
  test('sends the document with the token and tells who answered', async () => {
    const { origin, questions } = await graph((_question, response) => send(response, 200, { data, extensions: { hemisphere: facts } }))
    expect(await load(origin).read()).toEqual({ ok: true, status: 200, ...facts })
    expect(questions).toEqual([{ query: '{ products(first: 1) { totalCount } }', variables: { a: 1 }, token: 'Bearer first' }])
  })

  test('keeps its connection for the next one', async () => {
    const { origin } = await graph((_question, response) => send(response, 200, { data }))
    const { read } = load(origin)
    await read()
    await read()
    expect(new Set(origin.received.map(({ socket }) => socket)).size).toBe(1)
  })

  test('that is answered with an error fails with its code', async () => {
    const { origin } = await graph((_question, response) => refuse(response, 503, 'REGION_UNAVAILABLE'))
    expect(await load(origin).read()).toEqual({ ok: false, status: 503, code: 'REGION_UNAVAILABLE', ...facts })
  })

  test('with an error beside its data fails, too', async () => {
    const { origin } = await graph((_question, response) =>
      send(response, 200, { data: { products: null }, errors: [{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }] }),
    )
    expect(await load(origin).read()).toEqual({ ok: false, status: 200, code: 'INTERNAL_SERVER_ERROR' })
  })

  test('that is answered by something else fails with its status', async () => {
    const { origin } = await graph((_question, response) => response.writeHead(502).end('<html>'))
    expect(await load(origin).read()).toEqual({ ok: false, status: 502, code: 'HTTP_502' })
  })

  test('whose connection breaks fails with what broke it', async () => {
    const { origin } = await graph((_question, response) => response.destroy())
    expect(await load(origin).read()).toEqual({ ok: false, code: 'ECONNRESET' })
  })

  test('whose answer breaks off fails', async () => {
    const { origin } = await graph((_question, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('{"data":')
      response.destroy()
    })
    expect(await load(origin).read()).toEqual({ ok: false, code: 'ECONNRESET' })
  })

  test('without an answer in time fails', async () => {
    const { origin } = await graph(() => undefined)
    expect(await load(origin, { timeoutMs: 50 }).read()).toEqual({ ok: false, code: 'TIMEOUT' })
  })
})

describe('a token that is refused', () => {
  test.each(['TENANT_MOVED', 'UNAUTHENTICATED'])('with %s is fetched anew and the request repeated once', async (code) => {
    const { origin, questions } = await graph(({ token }, response) =>
      token === 'Bearer second' ? send(response, 200, { data }) : refuse(response, 401, code),
    )
    const { read } = load(origin)
    expect(await read()).toMatchObject({ ok: true })
    expect(await read()).toMatchObject({ ok: true })
    expect(questions.map(({ token }) => token)).toEqual(['Bearer first', 'Bearer second', 'Bearer second'])
  })

  test('is fetched once for all requests that met the refusal', async () => {
    const wanted: boolean[] = []
    const { origin } = await graph(({ token }, response) =>
      token === 'Bearer second' ? send(response, 200, { data }) : refuse(response, 401, 'TENANT_MOVED'),
    )
    const token: GraphLoadOptions['token'] = ({ fresh }) => {
      wanted.push(fresh)
      return Promise.resolve(fresh ? 'second' : 'first')
    }
    const { read } = load(origin, { token })
    const outcomes = await Promise.all([read(), read(), read(), read()])
    expect(outcomes.every(({ ok }) => ok)).toBe(true)
    expect(wanted).toEqual([false, true])
  })

  test('a second time is a failure', async () => {
    const { origin, questions } = await graph((_question, response) => refuse(response, 401, 'TENANT_MOVED'))
    expect(await load(origin).read()).toMatchObject({ ok: false, status: 401, code: 'TENANT_MOVED' })
    expect(questions).toHaveLength(2)
  })

  test('with another code is not fetched anew', async () => {
    const { origin, questions } = await graph((_question, response) => refuse(response, 403, 'RESIDENCY_VIOLATION'))
    expect(await load(origin).read()).toMatchObject({ ok: false, code: 'RESIDENCY_VIOLATION' })
    expect(questions).toHaveLength(1)
  })

  test('that can not be had is a failure, and is asked for again by the next request', async () => {
    const { origin } = await graph((_question, response) => send(response, 200, { data }))
    let asked = 0
    const token = (): Promise<string> => (asked++ === 0 ? Promise.reject(new Error('the issuer is down')) : Promise.resolve('late'))
    const { read } = load(origin, { token })
    expect(await read()).toEqual({ ok: false, code: 'NO_TOKEN' })
    expect(await read()).toMatchObject({ ok: true })
  })
})

describe('a write', () => {
  const stored = (acceptedLineCount: number, duplicateLineCount: number) => ({
    salesRecord: { receipt: { acceptedLineCount, duplicateLineCount }, userErrors: [] },
  })

  test('records one line of a receipt of its own and gives its number as key', async () => {
    const { origin, questions } = await graph((_question, response) =>
      send(response, 200, { data: stored(1, 0), extensions: { hemisphere: facts } }),
    )
    const { write } = load(origin)
    expect(await write()).toEqual({ ok: true, status: 200, key: 'drill-7-1', ...facts })
    expect(await write()).toMatchObject({ key: 'drill-7-2' })
    expect(questions[0]?.query).toContain('salesRecord(input: $input)')
    expect(questions[0]?.variables['input']).toEqual({
      source: 'drill-7',
      idempotencyKey: 'drill-7-1',
      lines: [
        {
          receiptNumber: 'drill-7-1',
          lineNumber: 1,
          productExternalId: 'sku',
          storeExternalId: 'shop',
          soldAt: '2026-01-02T03:04:05.000Z',
          units: 1,
          netAmount: { amount: '10.00', currencyCode: 'EUR' },
        },
      ],
    })
  })

  test('that is repeated with a new token is the same receipt under the same idempotency key', async () => {
    const { origin, questions } = await graph(({ token }, response) =>
      token === 'Bearer second' ? send(response, 200, { data: stored(0, 1) }) : refuse(response, 401, 'TENANT_MOVED'),
    )
    expect(await load(origin).write()).toMatchObject({ ok: true, key: 'drill-7-1' })
    expect(questions).toHaveLength(2)
    expect(questions[1]?.variables).toEqual(questions[0]?.variables)
  })

  test.each<[string, object, string]>([
    ['with user errors', { salesRecord: { receipt: null, userErrors: [{ code: 'NOT_FOUND' }] } }, 'USER_ERROR_NOT_FOUND'],
    ['whose receipt has no line', stored(0, 0), 'NOT_STORED'],
    ['without a receipt', { salesRecord: { receipt: null, userErrors: [] } }, 'NOT_STORED'],
    ['without a payload', { salesRecord: null }, 'NO_PAYLOAD'],
  ])('%s is not acknowledged and has no key', async (_what, payload, code) => {
    const { origin } = await graph((_question, response) => send(response, 200, { data: payload }))
    expect(await load(origin).write()).toEqual({ ok: false, status: 200, code })
  })
})
