import { expect, test } from 'vitest'
import { isGtin } from './gtin.ts'

// 629104150021 is the worked example of GS1's check digit calculator: (6+9+0+1+0+2)·1 + (2+1+4+5+0+1)·3 = 57, check digit 3.
test('the worked example of GS1 is a GTIN-13', () => {
  expect(isGtin('6291041500213')).toBe(true)
  expect(isGtin('06291041500213')).toBe(true)
})

test('any other check digit is refused', () => {
  for (const digit of '012456789') expect(isGtin(`629104150021${digit}`)).toBe(false)
})

// 7351353: (7+5+3+3)·3 + (3+1+5)·1 = 63, check digit 7.  03600029145: (0+6+0+2+1+5)·3 + (3+0+0+9+4)·1 = 58, check digit 2.
test('a GTIN-8 and a GTIN-12 weigh their digits from the right', () => {
  expect(isGtin('73513537')).toBe(true)
  expect(isGtin('036000291452')).toBe(true)
})

test('other lengths, letters and nothing are refused', () => {
  for (const text of ['', '0', '0000000000', '62910415002135', '629104150021X', ' 73513537']) expect(isGtin(text)).toBe(false)
})
