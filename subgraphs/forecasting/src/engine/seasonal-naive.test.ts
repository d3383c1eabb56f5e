import { expect, test } from 'vitest'
import { fitSeasonalNaive } from './seasonal-naive.ts'

test('each week repeats the same week of the last season, and again beyond it', () => {
  const history = Float64Array.of(9, 9, 9, 1, 2, 3)
  const { mean, psi } = fitSeasonalNaive(history, { seasonWeeks: 3, horizon: 5, season: undefined })
  expect([...mean]).toEqual([1, 2, 3, 1, 2])
  expect([...psi]).toEqual([1, 0, 0, 1, 0])
})

test('with less than a season of history it is the mean of the last eight weeks', () => {
  const history = Float64Array.of(100, 1, 2, 3, 4, 5, 6, 7, 8)
  const { mean } = fitSeasonalNaive(history, { seasonWeeks: 52, horizon: 2, season: undefined })
  expect([...mean]).toEqual([4.5, 4.5])
})

test('the spread is that of the differences from a season before', () => {
  // By hand: eight pairs, each 2 apart, so a variance of 4, all of it shared by the weeks ahead but for what the sample leaves out.
  const history = Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 3, 4, 5, 6, 7, 8, 9, 10)
  const { variance, common } = fitSeasonalNaive(history, { seasonWeeks: 8, horizon: 1, season: undefined })
  expect(variance).toBe(4)
  expect(common).toBeCloseTo((7 + 6 + 5 + 4 + 3 + 2) / 8 / 6, 10)
})
