import { expect, test } from 'vitest'
import { discounted, pricePoint, withoutTax } from './prices.ts'

test('prices end as the shoppers of a currency know them', () => {
  expect(['EUR', 'CHF', 'USD', 'CAD'].map((currency) => pricePoint(currency, 5000))).toEqual([4995, 4990, 4800, 4999])
})

test('no price falls below the first point', () => {
  expect(pricePoint('CHF', 1)).toBe(990)
})

test('19 % tax inside 119.00 leaves 100.00', () => {
  expect(withoutTax(11_900, 190)).toBe(10_000)
})

test('a cut of 25 % of 49.95 is 37.46', () => {
  expect(discounted(4995, 25)).toBe(3746)
})
