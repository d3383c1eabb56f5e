import { afterAll, beforeAll, expect, test } from 'vitest'
import { codeOf, startGatewayWorld, type GatewayWorld } from './gateway-world.ts'
import type { TestTenant } from './test-directory.ts'

const scopes = ['catalog:read', 'store:read', 'forecast:read', 'run:write']

let world: GatewayWorld
let tenant: TestTenant
let token: string

beforeAll(async () => {
  world = await startGatewayWorld()
  tenant = await world.directory.addTenant(scopes)
  token = await world.token(tenant)
})

afterAll(() => world[Symbol.asyncDispose]())

test('one operation is answered from account, catalog, forecasting and store', async () => {
  const query = `{
    viewer { scopes tenant { id zone homeRegion placementEpoch } }
    products { nodes { id title forecast { ... on NoForecast { reason } } inventoryLevels { nodes { id } } } }
    stores { nodes { name } }
  }`
  const { status, body } = await world.ask({ query, token })
  const product = (id: string) => ({ id, title: `title of ${id}`, forecast: { reason: 'NO_HISTORY' }, inventoryLevels: { nodes: [] } })
  expect(body.errors).toBeUndefined()
  expect(status).toBe(200)
  expect(body.data).toEqual({
    viewer: { scopes, tenant: { id: tenant.id, zone: 'eu', homeRegion: 'eu-west-1', placementEpoch: 1 } },
    products: { nodes: [product('product_1'), product('product_2')] },
    stores: { nodes: [{ name: 'Lisboa' }] },
  })
})

test('every answer says where it comes from, and is never kept', async () => {
  const headers = { 'x-hemisphere-request-id': 'edge-1==' }
  const { headers: got, body } = await world.ask({ query: '{ viewer { id } }', token, headers })
  expect(got.get('content-type')).toBe('application/graphql-response+json; charset=utf-8')
  expect(got.get('cache-control')).toBe('no-store')
  expect(got.get('x-hemisphere-request-id')).toBe('edge-1==')
  expect(body.extensions?.hemisphere).toMatchObject({ region: 'eu-west-1', zone: 'eu', role: 'home', requestId: 'edge-1==' })
  expect(Date.parse(body.extensions?.hemisphere['asOf'] ?? '')).not.toBeNaN()
})

test('a refused answer has the same shape and headers', async () => {
  const { status, headers, body } = await world.ask({ query: '{ viewer { id } }', headers: { 'x-hemisphere-request-id': 'r-7' } })
  expect(status).toBe(401)
  expect(headers.get('content-type')).toBe('application/graphql-response+json; charset=utf-8')
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('www-authenticate')).toMatch(/^Bearer/)
  expect(body.errors?.[0]?.extensions).toEqual({ code: 'UNAUTHENTICATED', retryable: false, requestId: 'r-7', region: 'eu-west-1' })
  expect(body.extensions?.hemisphere).toMatchObject({ region: 'eu-west-1', requestId: 'r-7' })
})

test('a request id that could forge a log line is replaced', async () => {
  const { body } = await world.ask({ query: '{ viewer { id } }', token, headers: { 'x-hemisphere-request-id': 'a b' } })
  expect(body.extensions?.hemisphere['requestId']).toMatch(/^[0-9a-f-]{36}$/)
})

test.each([
  ['a document that can not be parsed', { query: '{ viewer {' }, 400],
  ['a field that is not in the graph', { query: '{ nothing }' }, 400],
  ['a variable of another type', { query: 'query ($n: Int!) { products(first: $n) { nodes { id } } }', variables: { n: 'x' } }, 400],
  ['an operation name that the document lacks', { query: 'query A { viewer { id } }', operationName: 'B' }, 400],
  ['a batch', [{ query: '{ viewer { id } }' }, { query: '{ viewer { id } }' }], 400],
  ['a body without a query', {}, 400],
  ['a body that is not JSON', 'query', 400],
  ['a body that is too large', { query: `{ viewer { id } } #${'x'.repeat(1024 * 1024)}` }, 413],
  ['a document of more words than any screen needs', { query: `{ ${'viewer { id } '.repeat(4_000)} }` }, 400],
])('%s is BAD_USER_INPUT', async (_case, body, status) => {
  const answer = await world.ask({ body, token })
  expect(answer.status).toBe(status)
  expect(codeOf(answer)).toBe('BAD_USER_INPUT')
  expect(answer.body.errors?.[0]?.extensions).toMatchObject({ retryable: false, region: 'eu-west-1' })
  expect(answer.body.errors?.[0]?.extensions['requestId']).toBe(answer.body.extensions?.hemisphere['requestId'])
  expect(answer.headers.get('content-type')).toMatch('application/graphql-response+json')
})

test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
  'a body of %s, which another site could send for a person, is refused',
  async (type) => {
    const answer = await world.ask({ query: '{ viewer { id } }', token, headers: { 'content-type': type } })
    expect(answer.status).toBe(415)
    expect(codeOf(answer)).toBe('BAD_USER_INPUT')
  },
)

test.each(['GET', 'PUT', 'DELETE', 'OPTIONS'])('%s is refused with the method that is wanted', async (method) => {
  const response = await fetch(`${world.url}/graphql?query=%7Bviewer%7Bid%7D%7D`, { method, headers: { authorization: `Bearer ${token}` } })
  expect(response.status).toBe(405)
  expect(response.headers.get('allow')).toBe('POST')
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] })
})

test.each(['/', '/graphql/', '/%zz', '/.well-known/apollo/server-health'])('%s is NOT_FOUND in our shape', async (path) => {
  const response = await fetch(`${world.url}${path}`)
  expect(response.status).toBe(404)
  expect(response.headers.get('cache-control')).toBe('no-store')
  expect(response.headers.get('content-type')).toMatch('application/graphql-response+json')
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'NOT_FOUND', region: 'eu-west-1' } }] })
})

test('an answer is GraphQL whatever else the client would accept', async () => {
  const { status, headers } = await world.ask({ query: '{ viewer { id } }', token, headers: { accept: 'text/html' } })
  expect([status, headers.get('content-type')]).toEqual([200, 'application/graphql-response+json; charset=utf-8'])
})

test('a fault within a subgraph is told by its name and place alone', async () => {
  const { status, body, text } = await world.ask({ query: '{ style(id: "style_1") { id } viewer { id } }', token })
  expect(status).toBe(200)
  expect(body.data).toEqual({ style: null, viewer: { id: 'user_1' } })
  expect(body.errors).toEqual([
    {
      message: 'internal server error',
      path: ['style'],
      extensions: {
        code: 'INTERNAL_SERVER_ERROR',
        retryable: true,
        service: 'catalog',
        region: 'eu-west-1',
        requestId: body.extensions?.hemisphere['requestId'],
      },
    },
  ])
  expect(text).not.toMatch(/ECONNREFUSED|5432|stack|catalog_service/)
})

test('an answer without data has the status of its error', async () => {
  const mutation = 'mutation { forecastRunStart(input: { idempotencyKey: "k" }) { forecastRun { id } } }'
  const { status, body } = await world.ask({ query: mutation, token })
  expect(body.errors?.map(({ extensions }) => extensions['code'])).toEqual(['INTERNAL_SERVER_ERROR'])
  expect(body.data).toBeNull()
  expect(status).toBe(500)
})
