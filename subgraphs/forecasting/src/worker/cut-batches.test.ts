import { expect, test } from 'vitest'
import { wholeId, type Scope } from '../forecasts/scope.ts'
import { cutBatches } from './cut-batches.ts'

const product = (merchandiseId: string, storeId: string): Scope => ({ merchandiseLevel: 'PRODUCT', merchandiseId, storeId })

test('a batch holds series of one level at one kind of place, and no more than it may', () => {
  const series = [product('a', wholeId), product('b', wholeId), product('a', 's'), product('b', 's'), product('c', 's')]
  const batches = cutBatches(series, 2)
  expect(batches.map(({ locationLevel, series: cut }) => [locationLevel, cut.map((scope) => scope.merchandiseId).join('')])).toEqual([
    ['CHAIN', 'ab'],
    ['STORE', 'ab'],
    ['STORE', 'c'],
  ])
})

test('no series are no batches', () => {
  expect(cutBatches([], 400)).toEqual([])
})
