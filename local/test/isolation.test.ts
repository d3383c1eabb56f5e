import { expect, test } from 'vitest'
import { z } from 'zod'
import { productPage, salesOfOneYear, walkingSkeletonHead } from './support/documents.ts'
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

/** Of whatever tenant: ids of one object of each kind. */
async function idsOf(token: string) {
  const shape = z.object({
    products: z.object({
      nodes: z.tuple([z.object({ id: z.string(), style: z.object({ id: z.string() }), category: z.object({ id: z.string() }) })]),
    }),
    stores: z.object({ nodes: z.tuple([z.object({ id: z.string() })]) }),
  })
  const query = '{ products(first: 1) { nodes { id style { id } category { id } } } stores(first: 1) { nodes { id } } }'
  const { products, stores } = await askFor(shape, { query, token })
  const [{ id, style, category }] = products.nodes
  return { product: id, style: style.id, category: category.id, store: stores.nodes[0].id }
}

test.each(['maison-lune', 'harbor-thread'])(
  'products, styles, categories and stores of %s, another tenant, are NOT_FOUND',
  async (slug) => {
    const ids = await idsOf(await userToken(`planner@${slug}.example`))
    const token = await userToken('planner@nordhem.example')
    for (const [kind, id] of Object.entries(ids)) {
      const answer = await ask({ query: `query Foreign($id: ID!) { ${kind}(id: $id) { id } }`, variables: { id }, token })
      expect([kind, codesOf(answer), answer.data]).toEqual([kind, ['NOT_FOUND'], { [kind]: null }])
    }
  },
)

test("another tenant's products are in no list that names them", async () => {
  const { product } = await idsOf(await userToken('planner@maison-lune.example'))
  const answer = await ask({
    query: 'query Foreign($id: ID!) { products(filter: { ids: [$id] }, first: 10) { nodes { id } totalCount } }',
    variables: { id: product },
    token: await userToken('planner@nordhem.example'),
  })
  expect(answer.data).toEqual({ products: { nodes: [], totalCount: 0 } })
})

test('a caller without a token gets 401 in the shape of the graph', async () => {
  const answer = await ask({ query: walkingSkeletonHead })
  expect(answer.status).toBe(401)
  expect(answer.headers.get('content-type')).toMatch(/^application\/graphql-response\+json/)
  expect(answer.headers.get('cache-control')).toContain('no-store')
  expect(codesOf(answer)).toEqual(['UNAUTHENTICATED'])
})

test('a viewer may not see sales, and gets all else that was asked for', async () => {
  const token = await userToken('viewer@nordhem.example')
  const refused = await ask({ query: salesOfOneYear, token })
  expect(codesOf(refused)).toEqual(['FORBIDDEN'])
  const allowed = await ask({ query: salesOfOneYear, token: await userToken('planner@nordhem.example') })
  expect(allowed.errors).toBeUndefined()
})
