import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { capOutliers } from './cap-outliers.ts'
import { aggregateDisaggregate, optimisedLevel, recentMean, smoothedLevel, syntetosBoylan, teunterSyntetosBabai } from './levels.ts'

const values = (...numbers: readonly number[]): Float64Array => Float64Array.from(numbers)

describe('worked by hand', () => {
  test('Syntetos–Boylan: 3 units every third period are 1 a period, less half of alpha', () => {
    expect(syntetosBoylan(0.1)(values(0, 0, 3, 0, 0, 3))).toBeCloseTo(0.95, 12)
  })

  test('Syntetos–Boylan: size and interval are smoothed apart', () => {
    // Size 2 + .2 · (6 − 2) = 2.8, interval 1 + .2 · (3 − 1) = 1.4.
    expect(syntetosBoylan(0.2)(values(2, 0, 0, 6))).toBeCloseTo((0.9 * 2.8) / 1.4, 12)
  })

  test('Teunter–Syntetos–Babai: what is not sold fades', () => {
    // Starts at probability 1/2 and size 4: ½ → .6 → .48 by alpha .2, the size stays.
    expect(teunterSyntetosBabai(0.2, 0.1)(values(4, 0))).toBeCloseTo(0.48 * 4, 12)
  })

  test('ADIDA: buckets of the mean interval, the oldest values that fill none left out', () => {
    expect(aggregateDisaggregate(values(0, 4, 0, 4, 0, 4))).toBeCloseTo(2, 12)
    expect(aggregateDisaggregate(values(9, 0, 4, 0, 4, 0, 4))).toBeCloseTo(2, 6)
  })

  test('a mean of the last values takes what there is', () => {
    expect(recentMean(2)(values(9, 1, 3))).toBe(2)
    expect(recentMean(6)(values(1, 3))).toBe(2)
  })

  test('an outlier is brought down to the quantile of its own past', () => {
    expect([...capOutliers(values(1, 2, 3, 4, 100), 0.75)]).toEqual([1, 2, 3, 4, 4])
    expect([...capOutliers(values(0, 0, 0, 5), 0.5)]).toEqual([0, 0, 0, 5])
  })
})

test.each([
  ['smoothing', smoothedLevel(0.2)],
  ['optimised smoothing', optimisedLevel],
  ['Syntetos–Boylan', syntetosBoylan(0.1)],
  ['Teunter–Syntetos–Babai', teunterSyntetosBabai(0.2, 0.1)],
  ['ADIDA', aggregateDisaggregate],
  ['the recent mean', recentMean(6)],
])('%s lies between nothing and the most that was sold, and doubles with its history', (_, level) => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 1, maxLength: 60 }), (numbers) => {
      const units = level(Float64Array.from(numbers))
      expect(units).toBeGreaterThanOrEqual(0)
      expect(units).toBeLessThanOrEqual(Math.max(...numbers) + 1e-9)
      expect(level(Float64Array.from(numbers, (value) => 2 * value))).toBeCloseTo(2 * units, 6)
    }),
  )
})
