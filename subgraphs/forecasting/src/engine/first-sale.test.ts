import { expect, test } from 'vitest'
import { fromFirstSale } from './first-sale.ts'

test('weeks before the first sale are left out', () => {
  expect([...fromFirstSale(Float64Array.of(0, 0, 5, 0, 1, 2, 3, 4, 5, 6))]).toEqual([5, 0, 1, 2, 3, 4, 5, 6])
})

test('a late first sale keeps eight weeks', () => {
  expect([...fromFirstSale(new Float64Array(20).with(19, 3))]).toEqual([0, 0, 0, 0, 0, 0, 0, 3])
})

test('a history without a sale stays whole', () => {
  expect(fromFirstSale(new Float64Array(20))).toHaveLength(20)
})
