import { expect, test } from 'vitest'
import { createRandom } from '../inventory/random.ts'
import { at } from '../vector.ts'
import { shrunkCovariance } from './shrunk-covariance.ts'

/** Pairs of errors that share half of their variance, of deviations 1 and 10. */
function pairs(looks: number): readonly Float64Array[] {
  const random = createRandom(3)
  const draw = (): number => Math.sqrt(12) * (random() - 0.5)
  return Array.from({ length: looks }, () => {
    const shared = draw()
    return Float64Array.of((shared + draw()) / Math.SQRT2, 10 * ((shared + draw()) / Math.SQRT2))
  })
}

test('of many looks the covariance is that of the errors', () => {
  const covariance = shrunkCovariance(pairs(20_000))
  for (const [entry, value] of [1, 5, 5, 100].entries()) expect(at(covariance, entry) / value).toBeCloseTo(1, 1)
})

test('of two looks next to no correlation is kept', () => {
  const [own, shared, , other] = shrunkCovariance([Float64Array.of(1, 2), Float64Array.of(3, -1)])
  expect(own).toBeCloseTo(5, 12)
  expect(other).toBeCloseTo(2.5, 12)
  // r = −.1414, its variance over itself far above 1.
  expect(Math.abs(shared ?? 1)).toBe(0)
})

test('ten times the units are a hundred times the covariance, and errors of 0 leave it positive', () => {
  const errors = pairs(30)
  const small = shrunkCovariance(errors)
  const large = shrunkCovariance(errors.map((error) => error.map((value) => 16 * value)))
  expect(large).toEqual(small.map((value) => 256 * value))
  const silent = shrunkCovariance(errors.map((error) => error.with(0, 0)))
  expect(at(silent, 0)).toBeGreaterThan(0)
  expect(shrunkCovariance([Float64Array.of(0, 0), Float64Array.of(0, 0)])).toEqual(Float64Array.of(1, 0, 0, 1))
})
