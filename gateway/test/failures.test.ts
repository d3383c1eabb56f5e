import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { codeOf, originSecrets, startGatewayWorld, type GatewayWorld } from './gateway-world.ts'

const scopes = ['catalog:read', 'store:read', 'forecast:read']

let world: GatewayWorld
let token: string

beforeEach(async () => {
  world = await startGatewayWorld()
  token = await world.token(await world.directory.addTenant(scopes))
})

afterEach(() => world[Symbol.asyncDispose]())

test('a dead subgraph costs its own fields alone, told at their places and by its name', async () => {
  await world.subgraphs.stop('forecasting')
  const { status, body, text } = await world.ask({
    query: '{ products { nodes { id title f: forecast { __typename } } } viewer { id } }',
    token,
  })
  expect(status).toBe(200)
  const product = (id: string) => ({ id, title: `title of ${id}`, f: null })
  expect(body.data).toEqual({ products: { nodes: [product('product_1'), product('product_2')] }, viewer: { id: 'user_1' } })
  const extensions = {
    code: 'INTERNAL_SERVER_ERROR',
    retryable: true,
    service: 'forecasting',
    region: 'eu-west-1',
    requestId: body.extensions?.hemisphere['requestId'],
  }
  expect(body.errors).toEqual(
    [0, 1].map((index) => ({ message: 'subgraph forecasting did not answer', path: ['products', 'nodes', index, 'f'], extensions })),
  )
  const { port } = new URL(world.subgraphs.urls.forecasting)
  expect(text).not.toMatch(new RegExp(`${port}|127\\.0\\.0\\.1|ECONN|localhost|stack`))
})

test('a dead subgraph leaves its root fields null at their places', async () => {
  await world.subgraphs.stop('store')
  const { status, body } = await world.ask({ query: '{ shops: stores { nodes { id } } viewer { id } }', token })
  expect(status).toBe(200)
  expect(body.data).toEqual({ shops: null, viewer: { id: 'user_1' } })
  expect(body.errors?.map(({ message, path }) => [message, path])).toEqual([['subgraph store did not answer', ['shops']]])
})

test('a client that goes away cancels the call to the subgraph', async () => {
  const gone = new AbortController()
  const waiting = world.subgraphs.waiting()
  const cancelled = world.subgraphs.cancelled()
  const asked = world.ask({ query: '{ category(id: "category_1") { name } }', token, signal: gone.signal })
  await waiting
  const goneAt = Date.now()
  gone.abort()
  await expect(asked).rejects.toThrow('aborted')
  await cancelled
  // Long before the deadline of ten seconds, which would end the call as well.
  expect(Date.now() - goneAt).toBeLessThan(4_000)
})

test('the deadline cancels the call to the subgraph, and the rest is answered', async () => {
  const cancelled = world.subgraphs.cancelled()
  const startedAt = Date.now()
  const headers = { 'x-hemisphere-deadline-ms': '1500' }
  const { status, body } = await world.ask({ query: '{ category(id: "category_1") { name } viewer { id } }', token, headers })
  await cancelled
  expect(Date.now() - startedAt).toBeLessThan(3_000)
  expect(status).toBe(200)
  expect(body.data).toEqual({ category: null, viewer: { id: 'user_1' } })
  expect(body.errors?.map(({ message, path }) => [message, path])).toEqual([['subgraph catalog did not answer', ['category']]])
})

test('subgraphs are told the deadline, which a client may shorten and not lengthen', async () => {
  const remaining = async (header: string) => {
    await world.ask({ query: '{ viewer { id } }', token, headers: { 'x-hemisphere-deadline-ms': header } })
    return (world.subgraphs.callers.at(-1)?.deadline ?? 0) - Date.now()
  }
  expect(await remaining('2000')).toBeLessThanOrEqual(2_000)
  expect(await remaining('99999999')).toBeLessThanOrEqual(10_000)
  const answer = await world.ask({ query: '{ viewer { id } }', token, headers: { 'x-hemisphere-deadline-ms': '-1' } })
  expect([answer.status, codeOf(answer)]).toEqual([400, 'BAD_USER_INPUT'])
})

test('a subgraph is asked with the request id of the client’s request', async () => {
  await world.ask({ query: '{ viewer { id } stores { nodes { id } } }', token, headers: { 'x-hemisphere-request-id': 'edge-9' } })
  expect(new Set(world.subgraphs.callers.map(({ subgraph, requestId }) => `${subgraph} ${requestId}`))).toEqual(
    new Set(['account edge-9', 'store edge-9']),
  )
})

test('readiness follows the subgraphs and the directory, liveness neither', async () => {
  const statusOf = async (path: string) => (await fetch(`${world.url}${path}`)).status
  expect(await statusOf('/readyz')).toBe(200)
  await world.directory.setBroken(true)
  expect(await statusOf('/readyz')).toBe(503)
  await world.directory.setBroken(false)
  expect(await statusOf('/readyz')).toBe(200)
  await world.subgraphs.stop('store')
  expect([await statusOf('/readyz'), await statusOf('/livez')]).toEqual([503, 200])
})

test('draining lets what is in flight end and refuses what is new', async () => {
  const waiting = world.subgraphs.waiting()
  const inFlight = world.ask({ query: '{ category(id: "category_1") { name } }', token })
  await waiting
  const closing = world.app.close()
  await expect.poll(() => statusOrRefused(`${world.url}/livez`)).toBe('refused')
  world.subgraphs.letGo()
  const { status, body, headers } = await inFlight
  expect([status, body.data]).toEqual([200, { category: { name: 'Coats' } }])
  expect(headers.get('connection')).toBe('close')
  await closing
})

test('a request that arrives while draining is REGION_UNAVAILABLE', async () => {
  const socket = connect(Number(new URL(world.url).port), '127.0.0.1')
  const received = text(socket)
  const answered = once(socket, 'data')
  // A whole request, and the beginning of the next one, which keeps the connection from being closed as idle.
  socket.write('GET /livez HTTP/1.1\r\nhost: gateway\r\n\r\nPOST /graphql HTTP/1.1\r\nhost: gateway\r\n')
  await answered
  const closing = world.app.close()
  await expect.poll(() => statusOrRefused(`${world.url}/livez`)).toBe('refused')
  socket.write(`x-origin-verify: ${originSecrets[0]}\r\nauthorization: Bearer ${token}\r\ncontent-length: 0\r\n\r\n`)
  const [, late = ''] = (await received).split(/(?=HTTP\/1\.1 )/)
  expect(late).toMatch(/^HTTP\/1\.1 503 /)
  expect(late).toMatch(/retry-after: 1\r\n/)
  expect(late).toMatch(/connection: close\r\n/i)
  expect(late).toContain('"code":"REGION_UNAVAILABLE","retryable":true')
  await closing
})

function statusOrRefused(url: string): Promise<number | 'refused'> {
  return fetch(url).then(
    ({ status }) => status,
    () => 'refused',
  )
}
