import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countLaw } from './count-law.ts'

test('with the variance of the mean it is the Poisson law', () => {
  // Poisson(1) accumulates to 0.3679, 0.7358, 0.9197, 0.9810.
  expect([0.3, 0.5, 0.9, 0.95].map(countLaw(1, 1))).toEqual([0, 1, 2, 3])
})

test('with size one it is the geometric law', () => {
  // Mean 3, variance 12: 1 − 0.75^(k+1) passes 0.1 at 0, 0.5 at 2 and 0.9 at 8.
  expect([0.1, 0.5, 0.9].map(countLaw(3, 12))).toEqual([0, 2, 8])
})

test('large counts follow the gamma law', () => {
  // Chi-squared with 10 degrees has mean 10, variance 20 and the quantiles 9.342 at 0.5, 18.307 at 0.95; here times 1000.
  const law = countLaw(10_000, 20_000_000)
  expect(law(0.5) / 9_342).toBeCloseTo(1, 2)
  expect(law(0.95) / 18_307).toBeCloseTo(1, 2)
})

test('no demand has no quantiles but zero', () => {
  expect([0.01, 0.5, 0.999].map(countLaw(0, 0))).toEqual([0, 0, 0])
})

test('quantiles are whole, never negative and rise with the level', () => {
  const positive = fc.double({ min: 0.001, max: 1e6, noNaN: true })
  fc.assert(
    fc.property(positive, fc.double({ min: 0, max: 40, noNaN: true }), (mean, dispersion) => {
      const units = [0.001, 0.1, 0.5, 0.9, 0.99, 0.9999].map(countLaw(mean, mean * dispersion))
      expect(units).toEqual(units.toSorted((one, other) => one - other))
      expect(units.every((value) => Number.isInteger(value) && value >= 0)).toBe(true)
    }),
  )
})
