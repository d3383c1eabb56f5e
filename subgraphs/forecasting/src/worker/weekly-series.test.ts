import { expect, test } from 'vitest'
import { buildSeries } from './weekly-series.ts'

const names = { merchandiseId: 'm', storeId: 's' }

test('a series runs from its first sale to the last week of data, and gaps are weeks without demand', () => {
  const sales = { ...names, weeksBack: [4, 1, 2], units: [3, 5, 2], censored: [0, 1, 0] }
  const series = buildSeries(sales, '2026-11-16')
  expect([...series.demand]).toEqual([3, 0, 2, 5, 0])
  expect([...series.censored]).toEqual([0, 0, 0, 1, 0])
  expect(series).toMatchObject({ trainedFrom: '2026-10-19', trainedTo: '2026-11-16', censoredWeeks: ['2026-11-09'] })
})

test('stock-outs before the first sale are no part of the series', () => {
  const sales = { ...names, weeksBack: [9, 0], units: [0, 1], censored: [1, 0] }
  expect(buildSeries(sales, '2026-11-16')).toMatchObject({ trainedFrom: '2026-11-16', censoredWeeks: [] })
})
