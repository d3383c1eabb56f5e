import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { createLogger } from '@hemisphere/kit/log.ts'
import { expect, test } from 'vitest'
import type { GatewayContext } from '../src/request/gateway-context.ts'
import { createSubgraphClient } from '../src/subgraph/subgraph-client.ts'
import { createSubgraphSource } from '../src/subgraph/subgraph-source.ts'

const log = createLogger({ service: 'gateway', region: 'eu-west-1', level: 'silent' })

/** What the plan executor is given when the subgraph `store` answers with `listener`. */
async function ask(listener: RequestListener, { deadlineMs = 5_000, maxAnswerBytes = 1_000 } = {}) {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  await using client = createSubgraphClient({ name: 'store', url: `http://127.0.0.1:${address.port}`, maxAnswerBytes })
  const source = createSubgraphSource({ client, log, now: Date.now })
  const context: GatewayContext = {
    record: { requestId: 'r-1', startedAt: Date.now(), errorCodes: [], isShaped: false },
    scopes: new Set(),
    internalToken: 'token',
    deadline: Date.now() + deadlineMs,
    signal: AbortSignal.timeout(deadlineMs),
  }
  const request = { query: '{ stores { nodes { id } } }', variables: {} }
  // The executor gives more, of which nothing is read.
  const options = { request, context, incomingRequestContext: {} } as unknown as Parameters<typeof source.process>[0]
  const response = await source.process(options)
  server.closeAllConnections()
  server.close()
  return { ...response, address: `127.0.0.1:${address.port}` }
}

const unanswered = [
  {
    message: 'subgraph store did not answer',
    path: ['stores'],
    extensions: { code: 'INTERNAL_SERVER_ERROR', retryable: true, service: 'store' },
  },
]

function answerJson(body: unknown, status = 200): RequestListener {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/graphql-response+json' }).end(JSON.stringify(body))
  }
}

test('an answer is passed on with its data', async () => {
  const { data, errors } = await ask(answerJson({ data: { stores: null } }))
  expect([data, errors]).toEqual([{ stores: null }, undefined])
})

test.each<readonly [string, RequestListener]>([
  [
    'that answers with a page',
    (_request, response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad gateway</h1>'),
  ],
  ['that answers with something else than GraphQL', answerJson(['data'])],
  ['that answers with nothing', answerJson({})],
  ['that answers with too much', answerJson({ data: { stores: 'x'.repeat(2_000) } })],
  ['that breaks off', (_request, response) => void response.writeHead(200, { 'content-type': 'application/json' }).destroy()],
])('a subgraph %s did not answer', async (_case, listener) => {
  const { data, errors } = await ask(listener)
  expect(data).toBeUndefined()
  expect(errors).toEqual(unanswered)
})

test('a subgraph that never answers is given up at the deadline, and its connection ends', async () => {
  const closed = Promise.withResolvers<void>()
  const startedAt = Date.now()
  const { errors } = await ask((request) => void request.socket.once('close', () => closed.resolve()), { deadlineMs: 300 })
  expect(errors).toEqual(unanswered)
  expect(Date.now() - startedAt).toBeLessThan(2_000)
  await closed.promise
})

test('a subgraph that stops in the middle of its answer is given up at the deadline', async () => {
  const listener: RequestListener = (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.write('{"data":')
  }
  expect((await ask(listener, { deadlineMs: 300 })).errors).toEqual(unanswered)
})

test('errors lose what a subgraph should not have said, and gain a place and its name', async () => {
  const errors = [
    {
      message: 'select * from store.store failed',
      path: ['stores', 'nodes', 3],
      extensions: { code: 'INTERNAL_SERVER_ERROR', sql: 'select' },
    },
    {
      message: 'no such store',
      path: ['stores'],
      locations: [{ line: 1, column: 2 }],
      extensions: { code: 'NOT_FOUND', retryable: false },
    },
    { message: 'the internal token lacks claims', extensions: { code: 'UNAUTHENTICATED' } },
  ]
  const answer = await ask(answerJson({ data: { stores: null }, errors }))
  const ours = { code: 'INTERNAL_SERVER_ERROR', retryable: true, service: 'store' }
  expect(answer.errors).toEqual([
    { message: 'internal server error', path: ['stores', 'nodes', 3], extensions: ours },
    { message: 'no such store', path: ['stores'], extensions: { code: 'NOT_FOUND', retryable: false, service: 'store' } },
    { message: 'internal server error', path: ['stores'], extensions: ours },
  ])
})
