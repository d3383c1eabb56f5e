import { expect, test } from 'vitest'
import { z } from 'zod'
import { walkingSkeleton, walkingSkeletonHead } from './support/documents.ts'
import { ask, askFor } from './support/graph.ts'
import { clientToken, userToken } from './support/tokens.ts'

const forecastShape = z.object({
  __typename: z.literal('Forecast'),
  id: z.string(),
  method: z.enum(['SEASONAL_NAIVE', 'ETS', 'THETA']),
  series: z.object({
    weekStarts: z.array(z.iso.date()).length(13),
    p10: z.array(z.number()).length(13),
    p50: z.array(z.number()).length(13),
    p90: z.array(z.number()).length(13),
  }),
})

const productShape = z.object({
  id: z.string(),
  title: z.string(),
  sku: z.string(),
  style: z.object({ id: z.string(), name: z.string() }),
  category: z.object({ id: z.string(), name: z.string() }),
  inventoryLevels: z.object({
    nodes: z.array(
      z.object({ id: z.string(), onHandUnits: z.int(), store: z.object({ id: z.string(), name: z.string(), city: z.string() }) }),
    ),
  }),
  forecast: z.union([forecastShape, z.object({ __typename: z.literal('NoForecast'), reason: z.string(), hint: z.string() })]),
})

const skeletonShape = z.object({
  products: z.object({
    nodes: z.array(productShape).length(20),
    pageInfo: z.object({ hasNextPage: z.literal(true), endCursor: z.string() }),
  }),
})

test('products come with their stock and their forecasts, from three subgraphs', async () => {
  const { products } = await askFor(skeletonShape, { query: walkingSkeleton, token: await userToken('planner@nordhem.example') })
  expect(products.nodes.some(({ inventoryLevels }) => inventoryLevels.nodes.length > 0)).toBe(true)
  const forecasts = products.nodes.map(({ forecast }) => forecast).filter((forecast) => forecast.__typename === 'Forecast')
  expect(forecasts.length).toBeGreaterThan(0)
  for (const { series } of forecasts) {
    for (const [week, median] of series.p50.entries()) {
      expect(series.p10[week]).toBeLessThanOrEqual(median)
      expect(series.p90[week]).toBeGreaterThanOrEqual(median)
    }
  }
})

test.each([
  ['nordhem', 'eu-west-1', 'eu'],
  ['maison-lune', 'eu-central-1', 'eu'],
  ['harbor-thread', 'us-east-1', 'us'],
  ['cascade-supply', 'us-west-2', 'us'],
])('a planner of %s is served by %s', async (slug, region, zone) => {
  const answer = await ask({ query: walkingSkeleton, token: await userToken(`planner@${slug}.example`) })
  expect(answer.errors).toBeUndefined()
  expect(answer.status).toBe(200)
  expect(answer.extensions?.hemisphere).toMatchObject({ region, zone, role: 'home' })
})

test('the viewer is told who they are and where their data lives', async () => {
  const shape = z.object({
    viewer: z.object({
      id: z.string(),
      scopes: z.array(z.string()),
      tenant: z.object({ id: z.string(), zone: z.string(), homeRegion: z.string() }),
    }),
    stores: z.object({ nodes: z.array(z.object({ id: z.string(), name: z.string(), city: z.string() })).min(12) }),
  })
  const { viewer } = await askFor(shape, { query: walkingSkeletonHead, token: await userToken('viewer@maison-lune.example') })
  expect(viewer.tenant).toMatchObject({ zone: 'eu', homeRegion: 'eu-central-1' })
  expect(viewer.scopes.toSorted()).toEqual(['catalog:read', 'forecast:read', 'store:read'])
})

test("a partner's client asks with its own credentials", async () => {
  const answer = await ask({ query: walkingSkeleton, token: await clientToken('partner@nordhem') })
  expect(answer.errors).toBeUndefined()
  expect(answer.extensions?.hemisphere?.region).toBe('eu-west-1')
})

test('a tenant without data gets empty lists, not errors', async () => {
  const { data, errors } = await ask({ query: walkingSkeleton, token: await userToken('planner@maison-vide.example') })
  expect(errors).toBeUndefined()
  expect(data).toEqual({ products: { nodes: [], pageInfo: { hasNextPage: false, endCursor: null } } })
})
