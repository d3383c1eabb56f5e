import fc from 'fast-check'
import { expect, test } from 'vitest'
import { numbersAbove } from './size-pattern.ts'

test('the pattern matches the numbers above the limit and no others', () => {
  const number = fc.oneof(fc.integer({ min: 1, max: 3_000_000 }), fc.integer({ min: 1, max: 1_000 }))
  fc.assert(
    fc.property(number, number, (limit, value) => {
      expect(new RegExp(numbersAbove(limit)).test(String(value))).toBe(value > limit)
    }),
    { numRuns: 2_000 },
  )
})

test.each([1_048_575, 1_048_576, 1_048_577, 9_999_999, 10_000_000])('%i is judged right at the edge’s own limit', (value) => {
  expect(new RegExp(numbersAbove(1_048_576)).test(String(value))).toBe(value > 1_048_576)
})
