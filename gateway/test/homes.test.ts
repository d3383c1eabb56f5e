import { graphqlError } from '@hemisphere/kit/error.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { HomeLease } from '../src/home/home-lease.ts'
import { codeOf, startGatewayWorld, type Ask, type GatewayWorld } from './gateway-world.ts'

const scopes = ['catalog:read', 'store:read', 'forecast:read', 'run:write']
const query = '{ viewer { id } }'
const mutation = 'mutation { forecastRunStart(input: { idempotencyKey: "k" }) { forecastRun { id } } }'
const home = 'eu-west-1'
const asOf = '2026-11-24T08:00:00.000Z'

const held: HomeLease = { region: home, epoch: 3, isReplica: false, isHeld: true, beatAgeMs: 100, asOf: null }
/** A replica whose writer's region has fallen silent. */
const lonely: HomeLease = { ...held, isReplica: true, isHeld: false, beatAgeMs: 5_000, asOf }

let world: GatewayWorld
let token: string

async function start(region: string): Promise<void> {
  world = await startGatewayWorld({ region })
  token = await world.token(await world.directory.addTenant(scopes))
}

const ask = (options: Ask) => world.ask({ token, ...options })

async function factsOf(options: Ask = { query }): Promise<unknown> {
  return (await ask(options)).body.extensions?.hemisphere
}

afterEach(() => world[Symbol.asyncDispose]())

describe('the home region', () => {
  beforeEach(() => start(home))

  test('answers as home, as of the request', async () => {
    world.setLease(home, held)
    const before = world.now()
    const { role, asOf: told } = (await ask({ query })).body.extensions?.hemisphere ?? {}
    expect(role).toBe('home')
    expect(Date.parse(told ?? '')).toBeGreaterThanOrEqual(before)
  })

  test.each([
    ['that does not answer', undefined],
    ['that came back without its lease', { ...held, isHeld: false }],
    ['whose writer is in the other region, which serves', { ...held, region: 'eu-central-1', isReplica: true, isHeld: false }],
  ])('with a database %s it answers nobody, closes the connection and is not ready', async (_, lease) => {
    world.setLease(home, lease)
    const answer = await ask({ query })
    expect([answer.status, codeOf(answer), answer.headers.get('retry-after')]).toEqual([503, 'REGION_UNAVAILABLE', '1'])
    expect(answer.headers.get('connection')).toBe('close')
    expect(answer.body.extensions?.hemisphere).toMatchObject({ region: home, role: null })
    expect(world.subgraphs.callers).toEqual([])
    expect((await fetch(`${world.url}/readyz`)).status).toBe(503)
    expect((await fetch(`${world.url}/livez`)).status).toBe(200)
  })

  test('is ready again once it holds its lease', async () => {
    world.setLease(home, { ...held, isHeld: false })
    expect((await fetch(`${world.url}/readyz`)).status).toBe(503)
    world.setLease(home, held)
    expect((await fetch(`${world.url}/readyz`)).status).toBe(200)
  })

  test('answers from its replica, and is ready, once the buddy that held its writer has fallen silent', async () => {
    world.setLease(home, { ...lonely, region: 'eu-central-1' })
    expect(await factsOf()).toMatchObject({ region: home, role: 'buddy-read-only', asOf })
    expect((await fetch(`${world.url}/readyz`)).status).toBe(200)
  })

  test('answers nobody whom the edge tells of a later writer', async () => {
    world.setLease(home, held)
    const codes = ['3', '4', 'x'].map(async (epoch) => codeOf(await ask({ query, headers: { 'x-hemisphere-writer-epoch': epoch } })))
    expect(await Promise.all(codes)).toEqual([undefined, 'REGION_UNAVAILABLE', undefined])
  })

  test('is not home to a tenant of its buddy, whose replica it holds, while the buddy serves', async () => {
    const guest = await world.directory.addTenant(scopes)
    await world.directory.change(guest.id, { home_region: 'eu-central-1' })
    world.setLease('eu-central-1', { ...lonely, region: 'eu-central-1', beatAgeMs: 100 })
    const answer = await ask({ query, token: await world.token(guest, { 'dt:hr': 'eu-central-1' }) })
    expect(codeOf(answer)).toBe('REGION_UNAVAILABLE')
  })

  test('that is draining refuses mutations before any subgraph is asked, and answers queries', async () => {
    const headers = { 'x-hemisphere-home-state': 'draining' }
    const refused = await ask({ query: mutation, headers })
    expect([refused.status, codeOf(refused), refused.headers.get('retry-after')]).toEqual([503, 'REGION_READ_ONLY', '2'])
    expect(refused.body.errors?.[0]?.extensions['retryable']).toBe(true)
    expect(world.subgraphs.callers).toEqual([])
    expect((await ask({ query, headers })).status).toBe(200)
    const both = `query A { viewer { id } } ${mutation.replace('mutation', 'mutation B')}`
    expect((await ask({ query: both, operationName: 'A', headers })).status).toBe(200)
    expect(codeOf(await ask({ query: both, operationName: 'B', headers }))).toBe('REGION_READ_ONLY')
  })

  test('sends mutations on in any other state', async () => {
    await ask({ query: mutation, headers: { 'x-hemisphere-home-state': 'active' } })
    expect(world.subgraphs.callers.map(({ subgraph }) => subgraph)).toEqual(['forecasting'])
  })

  test('makes the whole answer TENANT_MOVED when one subgraph’s database says so', async () => {
    world.subgraphs.setStyleFault(graphqlError('TENANT_MOVED', 'the tenant has moved to another home, wanted a fresh token'))
    const { status, headers, body } = await ask({ query: '{ style(id: "style_1") { id } viewer { id } }' })
    expect(status).toBe(401)
    expect(headers.get('www-authenticate')).toMatch(/^Bearer/)
    expect(body.data).toBeUndefined()
    expect(body.errors).toHaveLength(1)
    expect(body.errors?.[0]).not.toHaveProperty('path')
    expect(body.errors?.[0]?.extensions).toMatchObject({ code: 'TENANT_MOVED', retryable: true })
  })

  test('leaves a field null whose database does not answer, and says that it may be asked again', async () => {
    world.subgraphs.setStyleFault(graphqlError('REGION_UNAVAILABLE', 'the database of this home does not answer', { retryAfterSeconds: 1 }))
    const { status, body } = await ask({ query: '{ style(id: "style_1") { id } viewer { id } }' })
    expect([status, body.data]).toEqual([200, { style: null, viewer: { id: 'user_1' } }])
    expect(body.errors?.[0]).toMatchObject({ path: ['style'], extensions: { code: 'REGION_UNAVAILABLE', retryable: true } })
  })
})

describe('the buddy region', () => {
  beforeEach(() => start('eu-central-1'))

  test('answers for a lost home from its replica, and says up to when that is complete', async () => {
    world.setLease(home, lonely)
    expect(await factsOf()).toMatchObject({ region: 'eu-central-1', role: 'buddy-read-only', asOf })
  })

  test('answers as promoted, as of the request, when it holds the writer', async () => {
    world.setLease(home, { ...held, region: 'eu-central-1', epoch: 4 })
    const before = world.now()
    const { role, asOf: told } = (await ask({ query, headers: { 'x-hemisphere-writer-epoch': '4' } })).body.extensions?.hemisphere ?? {}
    expect(role).toBe('buddy-promoted')
    expect(Date.parse(told ?? '')).toBeGreaterThanOrEqual(before)
  })

  test('tells the earliest instant of all that was read', async () => {
    world.setLease(home, { ...lonely, asOf: '2026-11-24T08:00:00.500Z' })
    world.subgraphs.setAsOf('account', '2026-11-24T08:00:00.400Z')
    world.subgraphs.setAsOf('store', '2026-11-24T07:59:59.900Z')
    world.subgraphs.setAsOf('catalog', '2026-11-24T08:00:00.300Z')
    const all = '{ viewer { id } stores { nodes { id } } products { nodes { id } } }'
    expect(await factsOf({ query: all })).toMatchObject({ asOf: '2026-11-24T07:59:59.900Z' })
    expect(await factsOf({ query: '{ products { nodes { id } } }' })).toMatchObject({ asOf: '2026-11-24T08:00:00.300Z' })
  })

  test('serves who is connected while the home comes back, and asks them for new connections', async () => {
    world.setLease(home, lonely)
    expect((await ask({ query })).headers.get('connection')).not.toBe('close')
    world.setLease(home, { ...lonely, beatAgeMs: 100 })
    const answer = await ask({ query })
    expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close'])
    world.advance(60_001)
    expect(codeOf(await ask({ query }))).toBe('REGION_UNAVAILABLE')
  })
})
