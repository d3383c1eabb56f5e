import { expect, test } from 'vitest'
import { at } from '../vector.ts'
import { momentsOf } from './moments.ts'
import { fitRidge, ridgeForecast } from './ridge.ts'

// Hoerl & Kennard: with one column the slope is Sxy / (Sxx + penalty); here Sxx = 10, Sxy = 20.
const moments = momentsOf([Float64Array.of(1, 2, 3, 4, 5)], Float64Array.of(3, 5, 7, 9, 11))

test('without a penalty a ridge is least squares', () => {
  expect(ridgeForecast(fitRidge(moments, Float64Array.of(0)), Float64Array.of(6))).toBeCloseTo(13, 12)
})

test('a penalty draws the slope to 0 and the forecast to the mean', () => {
  expect(at(fitRidge(moments, Float64Array.of(10)).slopes, 0)).toBeCloseTo(1, 12)
  expect(ridgeForecast(fitRidge(moments, Float64Array.of(1e12)), Float64Array.of(6))).toBeCloseTo(7, 6)
})
