import { expect, test } from 'vitest'
import { spreadOf } from './spread.ts'

const fit = { mean: Float64Array.of(1, 1), variance: 4, psi: Float64Array.of(1, 0.5), stepScale: Float64Array.of(1, 1), common: 0 }

test('a shock that half stays is in the next week and twice in the sum', () => {
  // By hand: 4 · 1, 4 · (1 + ¼); the sum takes the first shock 1.5 times and the second once: 4 · (2.25 + 1).
  const { weekly, totals } = spreadOf(fit)
  expect([...weekly]).toEqual([4, 5])
  expect([...totals]).toEqual([4, 13])
})

test('errors wholly in common add up by their deviations', () => {
  const { totals } = spreadOf({ ...fit, psi: Float64Array.of(1, 0), common: 1 })
  expect([...totals]).toEqual([4, 16])
})

test('the season scales the spread of its weeks', () => {
  const { weekly, totals } = spreadOf({ ...fit, psi: Float64Array.of(1, 0), stepScale: Float64Array.of(1, 3) })
  expect([...weekly]).toEqual([4, 36])
  expect([...totals]).toEqual([4, 40])
})

test('the variance of the first weeks together is that of a shorter horizon', () => {
  const psi = Float64Array.of(1, 0.5, 0.25)
  const stepScale = Float64Array.of(1, 2, 0.5)
  const long = spreadOf({ mean: Float64Array.of(1, 1, 1), variance: 4, psi, stepScale, common: 0.3 })
  const short = spreadOf({ mean: Float64Array.of(1, 1), variance: 4, psi: psi.slice(0, 2), stepScale: stepScale.slice(0, 2), common: 0.3 })
  expect(Array.from(long.totals.subarray(0, 2))).toEqual(Array.from(short.totals))
})
