import fc from 'fast-check'
import { expect, test } from 'vitest'
import { normalLoss, normalProbability, normalQuantile } from './normal-law.ts'

test('quantiles are those of the published table', () => {
  // Test values of Wichura 1988 for PPND16.
  expect(normalQuantile(0.25)).toBeCloseTo(-0.6744897501960817, 15)
  expect(normalQuantile(0.001)).toBeCloseTo(-3.090232306167814, 14)
  expect(normalQuantile(1e-20)).toBeCloseTo(-9.26234008979841, 13)
})

test('probability and quantile undo one another', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (level) => {
      expect(normalProbability(normalQuantile(level))).toBeCloseTo(level, 10)
    }),
  )
})

test('the loss function is that of the standard tables', () => {
  // Unit normal loss integral: G(0) = 0.3989, G(1) = 0.08332, G(2) = 0.008491 (Silver, Pyke & Thomas 2017, appendix II).
  expect(normalLoss(0)).toBeCloseTo(0.3989, 4)
  expect(normalLoss(1)).toBeCloseTo(0.08332, 5)
  expect(normalLoss(2)).toBeCloseTo(0.008491, 6)
})
