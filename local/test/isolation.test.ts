import { expect, inject, test } from 'vitest'
import { z } from 'zod'
import { oneProduct, productPage, salesOfOneYear, walkingSkeletonHead } from './support/documents.ts'
import { ask, askFor, codesOf } from './support/graph.ts'
import { userToken } from './support/tokens.ts'

const pageShape = z.object({
  products: z.object({
    nodes: z.array(z.object({ id: z.string() })),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
    totalCount: z.int(),
  }),
})

async function page(token: string, first: number, after?: string | null) {
  return (await askFor(pageShape, { query: productPage, variables: { first, after }, token })).products
}

test('paging by cursor visits every product once', async () => {
  const token = await userToken('viewer@nordhem.example')
  const seen: string[] = []
  let next: string | null = null
  let total: number
  do {
    const { nodes, pageInfo, totalCount } = await page(token, 37, next)
    seen.push(...nodes.map(({ id }) => id))
    next = pageInfo.hasNextPage ? pageInfo.endCursor : null
    total = totalCount
  } while (next !== null)
  expect(new Set(seen).size).toBe(seen.length)
  expect(seen.length).toBe(total)
})

test('a cursor of another tenant is BAD_USER_INPUT', async () => {
  const { pageInfo } = await page(await userToken('viewer@maison-lune.example'), 5)
  const answer = await ask({
    query: productPage,
    variables: { first: 5, after: pageInfo.endCursor },
    token: await userToken('viewer@nordhem.example'),
  })
  expect(codesOf(answer)).toEqual(['BAD_USER_INPUT'])
})

test("another tenant's product is NOT_FOUND", async () => {
  const [foreign] = (await page(await userToken('viewer@harbor-thread.example'), 1)).nodes
  const answer = await ask({ query: oneProduct, variables: { id: foreign?.id }, token: await userToken('viewer@nordhem.example') })
  expect(codesOf(answer)).toEqual(['NOT_FOUND'])
  expect(answer.data?.['product']).toBeNull()
})

test('a caller without a token gets 401 in the shape of the graph', async () => {
  const answer = await ask({ query: walkingSkeletonHead })
  expect(answer.status).toBe(401)
  expect(answer.headers.get('content-type')).toMatch(/^application\/graphql-response\+json/)
  expect(answer.headers.get('cache-control')).toContain('no-store')
  expect(codesOf(answer)).toEqual(['UNAUTHENTICATED'])
})

test.each(['eu-central-1', 'us-east-1'])('a token of eu-west-1 that is sent straight to the gateway of %s is refused', async (region) => {
  const { gateways, originVerify } = inject('world')
  const answer = await ask({
    url: gateways[region] ?? '',
    query: walkingSkeletonHead,
    token: await userToken('planner@nordhem.example'),
    headers: { 'x-origin-verify': originVerify },
  })
  expect([401, 403]).toContain(answer.status)
  expect(answer.data ?? null).toBeNull()
})

test('a gateway refuses who does not come from the edge', async () => {
  const { gateways } = inject('world')
  const answer = await ask({
    url: gateways['eu-west-1'] ?? '',
    query: walkingSkeletonHead,
    token: await userToken('planner@nordhem.example'),
  })
  expect(answer.status).toBe(403)
})

test('a viewer may not see sales, and gets all else that was asked for', async () => {
  const token = await userToken('viewer@nordhem.example')
  const refused = await ask({ query: salesOfOneYear, token })
  expect(codesOf(refused)).toEqual(['FORBIDDEN'])
  const allowed = await ask({ query: salesOfOneYear, token: await userToken('planner@nordhem.example') })
  expect(allowed.errors).toBeUndefined()
})
