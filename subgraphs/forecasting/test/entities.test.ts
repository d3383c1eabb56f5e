import { randomUUID } from 'node:crypto'
import { encodeId } from '@hemisphere/kit/opaque-id.ts'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createForecastingWorld, type ForecastingWorld } from './forecasting-world.ts'
import { addProducts, addSales, idOf, seedSmallRetailer, type SmallRetailer } from './small-retailer.ts'

const entitiesQuery = /* GraphQL */ `
  query ($representations: [_Any!]!) {
    _entities(representations: $representations) {
      __typename
      ... on Product {
        id
        forecast {
          ...result
        }
      }
      ... on Style {
        id
        forecast(weeks: 4) {
          ...result
        }
      }
      ... on Category {
        id
        forecast(weeks: 1) {
          ...result
        }
      }
      ... on Forecast {
        id
        series {
          p50
        }
        total {
          weekCount
        }
      }
      ... on ForecastRun {
        id
        status
      }
    }
  }
  fragment result on ForecastResult {
    __typename
    ... on Forecast {
      id
      series {
        weekStarts
        p50
      }
      run {
        id
      }
      lineage {
        codeVersion
      }
    }
    ... on NoForecast {
      reason
      hint
      pendingRun {
        id
      }
    }
  }
`

let world: ForecastingWorld
let shop: SmallRetailer
let runId: string
let many: readonly string[]

beforeAll(async () => {
  world = await createForecastingWorld()
  shop = await seedSmallRetailer(world)
  many = Array.from({ length: 60 }, () => randomUUID())
  await addProducts(
    world,
    shop.tenantId,
    many.map((productId) => ({ productId, styleId: shop.dress, categoryId: shop.dresses, lifecycle: 'ACTIVE' })),
  )
  // The last ten stay without sales.
  await addSales(
    world,
    shop.tenantId,
    many.slice(0, 50).flatMap((productId) => [0, 1, 2, 3].map((weeksBack) => ({ productId, storeId: shop.north, weeksBack, units: 2 }))),
  )
  runId = await world.runToEnd(shop.tenantId)
})

afterAll(() => world[Symbol.asyncDispose]())

async function entities(representations: readonly object[]) {
  world.statements.length = 0
  const { data, errors } = await world.ask(shop.tenantId, entitiesQuery, { variables: { representations } })
  return { entities: data?._entities, errors, statementCount: world.statements.length }
}

const products = (ids: readonly string[]): object[] => ids.map((id) => ({ __typename: 'Product', id: idOf.product(id) }))

test('forecasts of 50 products are as many statements as those of 5', async () => {
  const five = await entities(products(many.slice(0, 5)))
  const fifty = await entities(products(many.slice(0, 50)))
  expect(fifty.entities.map((entity: { forecast: { __typename: string } }) => entity.forecast.__typename)).toEqual(
    Array.from({ length: 50 }, () => 'Forecast'),
  )
  expect(five.statementCount).toBe(2)
  expect(fifty.statementCount).toBe(2)
})

test('reasons for products without a forecast are as many statements, however many there are', async () => {
  const one = await entities(products(many.slice(50, 51)))
  const all = await entities(products(many))
  expect(all.entities.at(-1).forecast).toMatchObject({ reason: 'NO_HISTORY' })
  expect(all.statementCount).toBe(one.statementCount)
  expect(one.statementCount).toBe(6)
})

test('styles and categories have forecasts for the weeks asked', async () => {
  const { entities: answered, errors } = await entities([
    { __typename: 'Style', id: idOf.style(shop.dress) },
    { __typename: 'Category', id: idOf.category(shop.women) },
  ])
  expect(errors).toEqual([])
  expect(answered).toMatchObject([
    { id: idOf.style(shop.dress), forecast: { series: { weekStarts: ['2025-11-17', '2025-11-24', '2025-12-01', '2025-12-08'] } } },
    { id: idOf.category(shop.women), forecast: { series: { weekStarts: ['2025-11-17'] } } },
  ])
})

test('a forecast is found again by its id, with the weeks that it was asked for', async () => {
  const first = await entities([{ __typename: 'Style', id: idOf.style(shop.dress) }])
  const { id, series } = first.entities[0].forecast
  const again = await entities([{ __typename: 'Forecast', id }])
  expect(again.entities).toEqual([{ __typename: 'Forecast', id, series: { p50: series.p50 }, total: { weekCount: 4 } }])
})

test('a run is found by its id', async () => {
  const id = encodeId('forecast-run', runId)
  expect((await entities([{ __typename: 'ForecastRun', id }])).entities).toEqual([{ __typename: 'ForecastRun', id, status: 'COMPLETED' }])
})

test('a reference to what is not there is NOT_FOUND', async () => {
  const { errors } = await entities([
    { __typename: 'Product', id: idOf.product(randomUUID()) },
    { __typename: 'Product', id: 'product_x' },
    { __typename: 'ForecastRun', id: encodeId('forecast-run', randomUUID()) },
    { __typename: 'Forecast', id: 'forecast_x' },
  ])
  expect(errors.map((error) => error.extensions.code)).toEqual(['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND'])
})
