import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ratiosToTrend } from './ratios-to-trend.ts'

test('a line has no season: its values are their trend where the average reaches', () => {
  const line = Float64Array.from({ length: 10 }, (_, step) => 5 + 2 * step)
  expect([...ratiosToTrend(line, 4, 'FACTOR')]).toEqual([Number.NaN, Number.NaN, 1, 1, 1, 1, 1, 1, Number.NaN, Number.NaN])
  expect([...ratiosToTrend(line, 3, 'UNITS')]).toEqual([Number.NaN, 0, 0, 0, 0, 0, 0, 0, 0, Number.NaN])
})

test('a factor lies between 0 and the season, whatever the sizes of the values', () => {
  const exponents = fc.array(fc.integer({ min: -300, max: 0 }), { minLength: 14, maxLength: 40 })
  fc.assert(
    fc.property(exponents, fc.integer({ min: 2, max: 7 }), (drawn, season) => {
      const values = Float64Array.from(drawn, (exponent) => 10 ** exponent)
      const ratios = [...ratiosToTrend(values, season, 'FACTOR')].filter((ratio) => !Number.isNaN(ratio))
      for (const ratio of ratios) expect(ratio > 0 && ratio <= season * (1 + 1e-9)).toBe(true)
    }),
  )
})
