import { afterAll, beforeAll, expect, test } from 'vitest'
import { codeOf, startGatewayWorld, type GatewayWorld } from './gateway-world.ts'
import type { TestTenant } from './test-directory.ts'

let world: GatewayWorld
let tenant: TestTenant
let token: string

beforeAll(async () => {
  world = await startGatewayWorld()
  tenant = await world.directory.addTenant(['catalog:read', 'store:read'])
  token = await world.token(tenant)
})

afterAll(() => world[Symbol.asyncDispose]())

test('a root field without its scope is FORBIDDEN, by name, and nothing is asked of a subgraph', async () => {
  const before = world.subgraphs.callers.length
  const answer = await world.ask({ query: '{ viewer { id } forecastRun { id } }', token })
  expect([answer.status, codeOf(answer)]).toEqual([403, 'FORBIDDEN'])
  expect(answer.body.data).toBeUndefined()
  expect(answer.body.errors?.map(({ message }) => message)).toEqual([
    'the operation needs scopes that this caller lacks: Query.forecastRun (forecast:read)',
  ])
  expect(world.subgraphs.callers).toHaveLength(before)
})

test('a nested field without its scope refuses the whole operation', async () => {
  const query = 'query Prices { products { nodes { ...Priced } } } fragment Priced on Product { id unitCost { amount } }'
  const answer = await world.ask({ query, token })
  expect([answer.status, codeOf(answer)]).toEqual([403, 'FORBIDDEN'])
  expect(answer.body.errors?.[0]?.message).toContain('Product.unitCost (cost:read)')
})

test('a mutation without its scope is FORBIDDEN', async () => {
  const query = 'mutation { forecastRunStart(input: { idempotencyKey: "k" }) { forecastRun { id } } }'
  expect(codeOf(await world.ask({ query, token }))).toBe('FORBIDDEN')
})

test('a field that takes no part is not refused, by literal, variable or default', async () => {
  const query = `query ($yes: Boolean!, $no: Boolean = false) {
    products { nodes { id
      a: unitCost @include(if: false) { amount }
      b: unitCost @skip(if: $yes) { amount }
      ... @include(if: $no) { c: unitCost { amount } }
    } }
  }`
  const { status, body } = await world.ask({ query, token, variables: { yes: true } })
  expect(body.errors).toBeUndefined()
  expect(status).toBe(200)
  expect(codeOf(await world.ask({ query, token, variables: { yes: true, no: true } }))).toBe('FORBIDDEN')
})

test('reading the schema takes a scope of its own', async () => {
  const query = '{ __schema { queryType { name } } }'
  expect(codeOf(await world.ask({ query, token }))).toBe('FORBIDDEN')
  expect(codeOf(await world.ask({ query: '{ __type(name: "Product") { name } }', token }))).toBe('FORBIDDEN')
  const analyst = await world.directory.addTenant(['schema:read'])
  const { body } = await world.ask({ query, token: await world.token(analyst) })
  expect(body.data).toEqual({ __schema: { queryType: { name: 'Query' } } })
})

test('without the scope a fault does not suggest names of the schema', async () => {
  const answer = await world.ask({ query: '{ product(id: "product_1") { unitCosts } }', token })
  expect(codeOf(answer)).toBe('BAD_USER_INPUT')
  expect(answer.text).not.toMatch(/did you mean|unitCost"/i)
})

test('neither the query plan nor the subgraphs’ own fields can be asked for', async () => {
  const planned = await world.ask({ query: '{ viewer { id } }', token, headers: { 'apollo-query-plan-experimental': '1' } })
  expect(Object.keys(planned.body.extensions ?? {})).toEqual(['hemisphere'])
  for (const query of ['{ _service { sdl } }', '{ _entities(representations: []) { __typename } }']) {
    expect(codeOf(await world.ask({ query, token }))).toBe('BAD_USER_INPUT')
  }
})
