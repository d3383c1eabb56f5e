import { expect, test } from 'vitest'
import { checkDigit, internalGtin } from './gtin.ts'

test("the check digit is that of GS1's own example 6291041500213", () => {
  expect(checkDigit('629104150021')).toBe(3)
})

test('a number is thirteen digits in the range for use inside a company', () => {
  // 2·1 + 1·3 + 0·1 + … + 4·1 + 2·3 = 15, so the check digit is 5.
  expect(internalGtin('210', 42)).toBe('2100000000425')
})

test('a prefix outside that range is refused', () => {
  expect(() => internalGtin('400', 1)).toThrow('wanted 12 digits that begin with 2')
})
