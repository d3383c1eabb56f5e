import { expect, test } from 'vitest'
import { spreadOf } from './spread.ts'

const fit = { mean: Float64Array.of(1, 1), variance: 4, psi: Float64Array.of(1, 0.5), stepScale: Float64Array.of(1, 1), common: 0 }

test('a shock that half stays is in the next week and twice in the sum', () => {
  // By hand: 4 · 1, 4 · (1 + ¼); the sum takes the first shock 1.5 times and the second once: 4 · (2.25 + 1).
  const { weekly, total } = spreadOf(fit)
  expect([...weekly]).toEqual([4, 5])
  expect(total).toBe(13)
})

test('errors wholly in common add up by their deviations', () => {
  const { total } = spreadOf({ ...fit, psi: Float64Array.of(1, 0), common: 1 })
  expect(total).toBe(16)
})

test('the season scales the spread of its weeks', () => {
  const { weekly, total } = spreadOf({ ...fit, psi: Float64Array.of(1, 0), stepScale: Float64Array.of(1, 3) })
  expect([...weekly]).toEqual([4, 36])
  expect(total).toBe(40)
})
