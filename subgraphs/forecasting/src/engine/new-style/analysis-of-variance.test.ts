import fc from 'fast-check'
import { expect, test } from 'vitest'
import { signalShare, varianceRatio } from './analysis-of-variance.ts'

// Dobson 1983, An Introduction to Statistical Modelling, chapter 7: dried plants' weights under a control and two treatments; R's PlantGrowth, F(2, 27) = 4.846.
const plants = Float64Array.from(
  [
    [4.17, 5.58, 5.18, 6.11, 4.5, 4.61, 5.17, 4.53, 5.33, 5.14],
    [4.81, 4.17, 4.41, 3.59, 5.87, 3.83, 6.03, 4.89, 4.32, 4.69],
    [6.31, 5.12, 5.54, 5.5, 5.37, 5.29, 4.92, 6.15, 5.8, 5.26],
  ].flat(),
)
const treatments = Int32Array.from(plants, (_, plant) => Math.floor(plant / 10))

test('the variance ratio of the plant weights is the published one', () => {
  expect(varianceRatio(treatments, plants)).toBeCloseTo(4.846, 3)
  expect(signalShare(4.846)).toBeCloseTo(1 - 1 / 4.846, 12)
})

test('a value without a group is left out', () => {
  const groups = Int32Array.of(...treatments, -1)
  expect(varianceRatio(groups, Float64Array.of(...plants, 1e6))).toBeCloseTo(4.846, 3)
})

test('one group, groups of one and values that are all alike tell nothing', () => {
  const values = Float64Array.of(1, 2, 3)
  expect(signalShare(varianceRatio(Int32Array.of(0, 0, 0), values))).toBe(0)
  expect(signalShare(varianceRatio(Int32Array.of(0, 1, 2), values))).toBe(0)
  expect(signalShare(varianceRatio(Int32Array.of(0, 0, 1), Float64Array.of(2, 2, 2)))).toBe(0)
})

test('groups that never differ within themselves tell all', () => {
  expect(signalShare(varianceRatio(Int32Array.of(0, 0, 1, 1), Float64Array.of(2, 2, 5, 5)))).toBe(1)
})

test('neither the unit nor the zero of the values moves the ratio', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 30, maxLength: 30 }),
      fc.integer({ min: 1, max: 9 }),
      (list, unit) => {
        const ratio = varianceRatio(treatments, Float64Array.from(list))
        const moved = varianceRatio(
          treatments,
          Float64Array.from(list, (value) => unit * value + 7),
        )
        fc.pre(Number.isFinite(ratio))
        expect(moved).toBeCloseTo(ratio, 6)
      },
    ),
  )
})
