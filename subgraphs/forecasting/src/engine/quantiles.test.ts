import { expect, test } from 'vitest'
import { quantilesOf } from './quantiles.ts'

test('a quantity is normal and cut off at zero', () => {
  // 10 ± 1.28155 · 4, and 10 ± 1.28155 · 20.
  const near = quantilesOf(10, 16, false)
  expect(near.p10).toBeCloseTo(4.87379, 5)
  expect(near.p50).toBe(10)
  expect(near.p90).toBeCloseTo(15.12621, 5)
  expect(quantilesOf(10, 400, false).p10).toBe(0)
})

test('a large count is normal and rounded', () => {
  expect(quantilesOf(1000, 10_000, true)).toEqual({ p10: 872, p50: 1000, p90: 1128 })
})

test('a small count that varies more than chance is negative binomial', () => {
  expect(quantilesOf(3, 12, true)).toEqual({ p10: 0, p50: 2, p90: 8 })
})

test('a quiet week of a busy series keeps a spread', () => {
  expect(quantilesOf(0, 25, true)).toEqual({ p10: 0, p50: 0, p90: 6 })
})
