import { describe, expect, test } from 'vitest'
import { findSeason, isAutocorrelated, resemblesLastSeason, withoutWeeks } from './season.ts'

const PATTERN = [0.5, 0.5, 1, 1, 2, 1]
// Digits of e: no season of six in them.
const NOISE = Float64Array.of(2, 7, 1, 8, 2, 8, 1, 8, 2, 8, 4, 5, 9, 0, 4, 5, 2, 3, 5, 3, 6, 0, 2, 8, 7, 4, 7, 1, 3, 5)
const seasonal = new Float64Array(24).map((_, week) => 12 * (PATTERN[week % 6] ?? 1))

describe('a season that each year repeats exactly', () => {
  test('is found whole, as a factor and as units', () => {
    const season = findSeason(seasonal, 6)
    expect(season?.stable).toBe(true)
    for (const [week, factor] of PATTERN.entries()) {
      expect(season?.multiplicative.index[week]).toBeCloseTo(factor, 10)
      expect(season?.additive.index[week]).toBeCloseTo(12 * (factor - 1), 10)
    }
  })

  test('is seen by both tests of resemblance', () => {
    expect(isAutocorrelated(seasonal, 6)).toBe(true)
    expect(resemblesLastSeason(seasonal, 6)).toBe(true)
  })
})

test('noise has no stable season, and its indices are shrunk most of the way', () => {
  const season = findSeason(NOISE, 6)
  expect(season?.stable).toBe(false)
  for (const factor of season?.multiplicative.index ?? []) expect(Math.abs(factor - 1)).toBeLessThan(0.35)
  expect(resemblesLastSeason(NOISE, 6)).toBe(false)
})

test('less than two seasons of history have no season to estimate', () => {
  expect(findSeason(seasonal.subarray(0, 11), 6)).toBeUndefined()
  expect(findSeason(seasonal, 1)).toBeUndefined()
})

test('indices without the weeks of a year come from the other years', () => {
  const season = findSeason(seasonal, 6)
  if (!season) throw new Error('no season found')
  const omitted = withoutWeeks(season, seasonal, { start: 18, end: 24 })
  for (const [week, factor] of PATTERN.entries()) expect(omitted.multiplicative.index[week]).toBeCloseTo(factor, 10)
})
