import { randomBytes, randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { graphqlError } from '../src/error.ts'
import { mintInternalToken, type InternalClaims } from '../src/internal-token.ts'
import { createLogger } from '../src/log.ts'
import { createSubgraphServer, type SubgraphContext } from '../src/subgraph-server.ts'

const typeDefs = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { tenant: String, fault: String, refused: String, waits: String }
`

const key = randomBytes(32)
const claims: InternalClaims = {
  sub: 's',
  kind: 'user',
  tenant: randomUUID(),
  zone: 'eu',
  homeRegion: 'eu-west-1',
  region: 'eu-west-1',
  epoch: 1,
  scopes: [],
  requestId: 'r-1',
  deadline: Date.now() + 60_000,
}

interface TestContext extends SubgraphContext {
  readonly signal: AbortSignal
}

async function start(disposed: string[] = [], checkReady = async (): Promise<void> => {}, readPoint?: SubgraphContext['readPoint']) {
  return createSubgraphServer<TestContext>({
    name: 'test',
    typeDefs,
    resolvers: {
      Query: {
        tenant: (_: unknown, __: unknown, { caller }: TestContext) => caller.tenant,
        fault: () => {
          throw new Error('connect ECONNREFUSED 10.0.0.7:5432')
        },
        refused: () => {
          throw graphqlError('NOT_FOUND', 'no such thing')
        },
        waits: (_: unknown, __: unknown, { signal }: TestContext) =>
          new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
      },
    },
    internalKeys: async () => [key],
    createContext: ({ caller, signal }) => ({
      caller,
      signal,
      ...(readPoint === undefined ? {} : { readPoint }),
      [Symbol.asyncDispose]: async () => void disposed.push(caller.requestId),
    }),
    checkReady,
    log: createLogger({ service: 'test', region: 'eu-west-1', level: 'silent' }),
  })
}

async function send(app: Awaited<ReturnType<typeof start>>, query: string, token: string | undefined) {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
  return app.inject({ method: 'POST', url: '/graphql', headers, payload: { query } })
}

async function ask(app: Awaited<ReturnType<typeof start>>, query: string, token: string | undefined) {
  const answer = await send(app, query, token)
  return answer.json<{ data?: Record<string, unknown>; errors?: { message: string; extensions: { code: string } }[] }>()
}

test('a request with the token of the gateway is answered, and its context is freed', async () => {
  const disposed: string[] = []
  await using app = await start(disposed)
  expect(await ask(app, '{ tenant }', mintInternalToken(claims, key))).toEqual({ data: { tenant: claims.tenant } })
  expect(disposed).toEqual(['r-1'])
})

test.each([
  ['no token', undefined],
  ['a token of another key', mintInternalToken(claims, randomBytes(32))],
  ['a token past its deadline', mintInternalToken({ ...claims, deadline: Date.now() - 1 }, key)],
])('%s is UNAUTHENTICATED', async (_case, token) => {
  await using app = await start()
  const answer = await send(app, '{ tenant }', token)
  expect([answer.statusCode, answer.json().errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED'])
})

test('a fault of ours says nothing of the inside, an error made for clients says all', async () => {
  await using app = await start()
  const { errors } = await ask(app, '{ fault refused }', mintInternalToken(claims, key))
  expect(errors?.map(({ message, extensions }) => [message, extensions.code])).toEqual([
    ['internal server error', 'INTERNAL_SERVER_ERROR'],
    ['no such thing', 'NOT_FOUND'],
  ])
  expect(JSON.stringify(errors)).not.toMatch(/ECONNREFUSED|5432|stack/)
})

test('work ends at the deadline', async () => {
  await using app = await start()
  const { data, errors } = await ask(app, '{ waits }', mintInternalToken({ ...claims, deadline: Date.now() + 200 }, key))
  expect(data).toEqual({ waits: null })
  expect(errors).toHaveLength(1)
})

test('readiness follows the check, liveness does not', async () => {
  await using app = await start([], async () => {
    throw new Error('no database')
  })
  expect((await app.inject('/readyz')).statusCode).toBe(503)
  expect((await app.inject('/livez')).statusCode).toBe(200)
})

test.each([
  ['a replica was read', { isReplica: true, asOf: '2026-11-24T08:00:00.000Z' }, '2026-11-24T08:00:00.000Z'],
  ['the writer was read', { isReplica: false, asOf: undefined }, undefined],
  ['nothing was read', undefined, undefined],
])('when %s the answer’s header says as of when, or nothing', async (_, point, header) => {
  await using app = await start([], undefined, () => point)
  const headers = { authorization: `Bearer ${mintInternalToken(claims, key)}` }
  const answer = await app.inject({ method: 'POST', url: '/graphql', headers, payload: { query: '{ tenant }' } })
  expect(answer.headers['x-hemisphere-as-of']).toBe(header)
})
