import { expect, test } from 'vitest'
import { toMinor, toMoney } from './money.ts'

test.each([
  [129_950, 'EUR', '1299.50'],
  [5, 'EUR', '0.05'],
  [-5, 'EUR', '-0.05'],
  [0, 'USD', '0.00'],
  [1300, 'JPY', '1300'],
  [1_234_567, 'KWD', '1234.567'],
])('%d minor units of %s are %s, and back', (minor, currency, amount) => {
  expect(toMoney(minor, currency)).toEqual({ amount, currencyCode: currency })
  expect(toMinor(amount, currency)).toBe(minor)
})

test('zeros behind the last digit are no loss', () => {
  expect(toMinor('12.5000', 'EUR')).toBe(1250)
  expect(toMinor('1300.00', 'JPY')).toBe(1300)
})

test.each(['1.005', '1,50', '1e3', '', '.5', '99999999999999', 'NaN'])('%j is no amount in EUR', (amount) => {
  expect(toMinor(amount, 'EUR')).toBeUndefined()
})
