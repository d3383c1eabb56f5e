import { expect, test } from 'vitest'
import { decodeForecastId, encodeForecastId } from './forecast-id.ts'
import { wholeId } from './scope.ts'

const merchandiseId = '0193587c-5a3b-7c11-9d0e-0123456789ab'
const storeId = '0193587c-5a3b-7c11-9d0e-ba9876543210'

test.each([
  { scope: { merchandiseLevel: 'PRODUCT', merchandiseId, storeId }, weeks: 13 },
  { scope: { merchandiseLevel: 'STYLE', merchandiseId, storeId: wholeId }, weeks: 1 },
  { scope: { merchandiseLevel: 'CATEGORY', merchandiseId, storeId: wholeId }, weeks: 10 },
  { scope: { merchandiseLevel: 'ASSORTMENT', merchandiseId: wholeId, storeId: wholeId }, weeks: 13 },
] as const)('a forecast id names its scope and its weeks: $scope.merchandiseLevel, $weeks', (name) => {
  expect(decodeForecastId(encodeForecastId(name))).toEqual(name)
})

test('forecasts of one scope for different weeks have different ids', () => {
  const scope = { merchandiseLevel: 'PRODUCT', merchandiseId, storeId } as const
  expect(encodeForecastId({ scope, weeks: 4 })).not.toBe(encodeForecastId({ scope, weeks: 13 }))
})

test.each([14, 0])('an id with %i weeks names nothing', (weeks) => {
  const scope = { merchandiseLevel: 'PRODUCT', merchandiseId, storeId } as const
  expect(decodeForecastId(encodeForecastId({ scope, weeks }))).toBeUndefined()
})

test('an id of another type or length names nothing', () => {
  expect(decodeForecastId('product_AZNYfFo7fBGdDgEjRWeJqw')).toBeUndefined()
  expect(decodeForecastId('forecast_AZNYfFo7fBGdDgEjRWeJqw')).toBeUndefined()
})
