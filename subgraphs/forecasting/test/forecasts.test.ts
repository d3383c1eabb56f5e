import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createForecastingWorld, type ForecastingWorld } from './forecasting-world.ts'
import { addProducts, addSales, idOf, seedSmallRetailer, type SmallRetailer } from './small-retailer.ts'

const forecastQuery = /* GraphQL */ `
  query ($scope: ScopeInput!, $weeks: Int!) {
    forecast(scope: $scope, weeks: $weeks) {
      __typename
      ... on Forecast {
        id
        scope {
          merchandiseLevel
          locationLevel
          merchandise {
            __typename
            ... on Product {
              id
            }
            ... on Style {
              id
            }
            ... on Category {
              id
            }
          }
          location {
            ... on Store {
              id
            }
          }
        }
        run {
          id
          status
          dataThrough
        }
        method
        series {
          weekStarts
          mean
          p10
          p50
          p90
        }
        total {
          weekCount
          mean
          p10
          p50
          p90
        }
        lineage {
          codeVersion
          trainedFrom
          trainedTo
          censoredWeeks
        }
      }
      ... on NoForecast {
        reason
        hint
        pendingRun {
          status
        }
      }
    }
  }
`

let world: ForecastingWorld
let shop: SmallRetailer

beforeAll(async () => {
  world = await createForecastingWorld()
  shop = await seedSmallRetailer(world)
  await world.runToEnd(shop.tenantId)
})

afterAll(() => world[Symbol.asyncDispose]())

async function ask(scope: object, weeks = 13) {
  const { data, errors } = await world.ask(shop.tenantId, forecastQuery, { variables: { scope, weeks } })
  expect(errors).toEqual([])
  return data.forecast
}

async function refusal(scope: object, weeks = 13) {
  const { data, errors } = await world.ask(shop.tenantId, forecastQuery, { variables: { scope, weeks } })
  expect(data.forecast).toBeNull()
  return { code: errors[0]?.extensions.code, message: errors[0]?.message }
}

describe('a forecast at every level of the hierarchy', () => {
  test.each([
    [
      'one SKU in one store',
      () => ({ productId: idOf.product(shop.dressS.productId), storeId: idOf.store(shop.north) }),
      'PRODUCT',
      'STORE',
      11,
    ],
    ['one SKU in all stores', () => ({ productId: idOf.product(shop.dressS.productId) }), 'PRODUCT', 'CHAIN', 16],
    ['one style', () => ({ styleId: idOf.style(shop.dress) }), 'STYLE', 'CHAIN', 23],
    ['one category with all below it', () => ({ categoryId: idOf.category(shop.women) }), 'CATEGORY', 'CHAIN', 31],
    ['one store', () => ({ storeId: idOf.store(shop.north) }), 'ASSORTMENT', 'STORE', 18],
    ['the whole chain', () => ({}), 'ASSORTMENT', 'CHAIN', 31],
  ])('%s', async (_, scopeOf, merchandiseLevel, locationLevel, weeklyUnits) => {
    const forecast = await ask(scopeOf())
    expect(forecast).toMatchObject({ __typename: 'Forecast', scope: { merchandiseLevel, locationLevel } })
    const { weekStarts, ...columns } = forecast.series
    expect(weekStarts).toHaveLength(13)
    expect([weekStarts[0], weekStarts[1], weekStarts[12]]).toEqual(['2025-11-17', '2025-11-24', '2026-02-09'])
    for (const column of Object.values(columns)) expect(column).toHaveLength(13)
    // The history repeats units, units + 1, units + 2 in each line; the forecast of its mean is near that.
    expect(columns.mean.reduce((sum: number, units: number) => sum + units / 13, 0)).toBeGreaterThan(weeklyUnits * 0.7)
    expect(columns.mean.reduce((sum: number, units: number) => sum + units / 13, 0)).toBeLessThan(weeklyUnits * 1.3)
  })
})

test('the scope names merchandise and place by their entities, null at the top', async () => {
  const line = await ask({ productId: idOf.product(shop.dressS.productId), storeId: idOf.store(shop.north) })
  expect(line.scope).toMatchObject({
    merchandise: { __typename: 'Product', id: idOf.product(shop.dressS.productId) },
    location: { id: idOf.store(shop.north) },
  })
  expect((await ask({ styleId: idOf.style(shop.dress) })).scope.merchandise).toEqual({ __typename: 'Style', id: idOf.style(shop.dress) })
  expect((await ask({})).scope).toMatchObject({ merchandise: null, location: null })
})

test('fewer weeks are the first of all, with a total of their own', async () => {
  const productId = idOf.product(shop.dressS.productId)
  const [whole, four] = await Promise.all([ask({ productId }), ask({ productId }, 4)])
  expect(four.series.p90).toEqual(whole.series.p90.slice(0, 4))
  expect(four.total.weekCount).toBe(4)
  expect(four.total.mean).toBeCloseTo(
    four.series.mean.reduce((sum: number, units: number) => sum + units, 0),
    3,
  )
  expect(four.total.mean).toBeLessThan(whole.total.mean)
  expect(four.id).not.toBe(whole.id)
})

test('the lineage tells the code, the weeks trained on, and the weeks with stock-outs', async () => {
  const line = await ask({ productId: idOf.product(shop.dressS.productId), storeId: idOf.store(shop.south) })
  expect(line.lineage).toEqual({ codeVersion: 'abc123', trainedFrom: '2024-09-23', trainedTo: '2025-11-10', censoredWeeks: ['2025-10-06'] })
  const young = await ask({ productId: idOf.product(shop.coat.productId) })
  expect(young.lineage.trainedFrom).toBe('2025-06-30')
})

describe('no forecast, and why', () => {
  test.each([
    [
      'a SKU that the store never sold',
      () => ({ productId: idOf.product(shop.dressM.productId), storeId: idOf.store(shop.south) }),
      'NOT_RANGED',
    ],
    ['a store that has closed', () => ({ storeId: idOf.store(shop.closed) }), 'NOT_RANGED'],
    ['a SKU without sales', () => ({ productId: idOf.product(shop.unsold.productId) }), 'NO_HISTORY'],
    ['a category without merchandise', () => ({ categoryId: idOf.category(shop.empty) }), 'NO_HISTORY'],
    ['a SKU without a sale in 52 weeks', () => ({ productId: idOf.product(shop.asleep.productId) }), 'NO_HISTORY'],
    ['a discontinued SKU', () => ({ productId: idOf.product(shop.gone.productId) }), 'DISCONTINUED'],
    ['a style of which all is discontinued', () => ({ styleId: idOf.style(shop.gone.styleId) }), 'DISCONTINUED'],
  ])('%s', async (_, scopeOf, reason) => {
    const answer = await ask(scopeOf())
    expect(answer).toMatchObject({ __typename: 'NoForecast', reason, pendingRun: null })
    expect(answer.hint).toMatch(/^[A-Z].+\.$/)
  })

  test('a SKU that is newer than the live run waits for the next one, which is named while it is under way', async () => {
    const other = await seedSmallRetailer(world)
    await world.runToEnd(other.tenantId)
    const fresh = { productId: randomUUID(), styleId: randomUUID(), categoryId: other.coats, lifecycle: 'NEW' }
    await addProducts(world, other.tenantId, [fresh])
    await addSales(world, other.tenantId, [{ productId: fresh.productId, storeId: other.north, weeksBack: 0, units: 5 }])
    const variables = { scope: { productId: idOf.product(fresh.productId) }, weeks: 13 }
    const before = await world.ask(other.tenantId, forecastQuery, { variables })
    expect(before.data.forecast).toMatchObject({ reason: 'RUN_PENDING', pendingRun: null })
    await world.start(other.tenantId)
    const meanwhile = await world.ask(other.tenantId, forecastQuery, { variables })
    expect(meanwhile.data.forecast).toMatchObject({ reason: 'RUN_PENDING', pendingRun: { status: 'QUEUED' } })
  })

  test('before the first run everything that sells waits for it', async () => {
    const other = await seedSmallRetailer(world)
    const variables = { scope: {}, weeks: 13 }
    expect((await world.ask(other.tenantId, forecastQuery, { variables })).data.forecast).toMatchObject({ reason: 'RUN_PENDING' })
  })
})

describe('a scope that is refused', () => {
  test('a style or a category in one store is BAD_USER_INPUT that lists what there is', async () => {
    const storeId = idOf.store(shop.north)
    for (const scope of [
      { styleId: idOf.style(shop.dress), storeId },
      { categoryId: idOf.category(shop.women), storeId },
    ]) {
      expect(await refusal(scope)).toMatchObject({ code: 'BAD_USER_INPUT', message: expect.stringContaining('productId with storeId') })
    }
  })

  test('two kinds of merchandise are BAD_USER_INPUT', async () => {
    const scope = { productId: idOf.product(shop.dressS.productId), styleId: idOf.style(shop.dress) }
    expect(await refusal(scope)).toMatchObject({ code: 'BAD_USER_INPUT' })
  })

  test.each([0, 14])('%i weeks are BAD_USER_INPUT', async (weeks) => {
    expect(await refusal({}, weeks)).toMatchObject({ code: 'BAD_USER_INPUT' })
  })

  test('what the tenant does not have is NOT_FOUND, malformed or not', async () => {
    const strange = randomUUID()
    const productId = idOf.product(shop.dressS.productId)
    for (const scope of [
      { productId: idOf.product(strange) },
      { styleId: idOf.style(strange) },
      { categoryId: idOf.category(strange) },
      { storeId: idOf.store(strange) },
      { productId, storeId: idOf.store(strange) },
      { productId: 'product_x' },
      { productId: idOf.style(shop.dress) },
    ]) {
      expect(await refusal(scope)).toMatchObject({ code: 'NOT_FOUND' })
    }
  })

  test('another tenant’s SKU is NOT_FOUND', async () => {
    const other = await seedSmallRetailer(world)
    expect(await refusal({ productId: idOf.product(other.dressS.productId) })).toMatchObject({ code: 'NOT_FOUND' })
  })
})
