import { expect, test } from 'vitest'
import { negativeBinomialQuantiles } from './negative-binomial.ts'

test('with the variance of the mean it is the Poisson law', () => {
  // Poisson(1) accumulates to 0.3679, 0.7358, 0.9197.
  expect(negativeBinomialQuantiles(1, 1)).toEqual({ p10: 0, p50: 1, p90: 2 })
  expect(negativeBinomialQuantiles(1, 1 + 1e-12)).toEqual({ p10: 0, p50: 1, p90: 2 })
})

test('with size one it is the geometric law', () => {
  // Mean 3, variance 12: 1 − 0.75^(k+1) passes 0.1 at 0, 0.5 at 2 and 0.9 at 8.
  expect(negativeBinomialQuantiles(3, 12)).toEqual({ p10: 0, p50: 2, p90: 8 })
})
