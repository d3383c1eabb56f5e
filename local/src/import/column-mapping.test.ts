import { expect, test } from 'vitest'
import { mapColumns } from './column-mapping.ts'

const none = new Map<string, string>()

test('columns are found whatever their case, blanks and underscores', () => {
  const header = ['Store', 'SKU', 'On_Hand', 'as of', 'Shelf']
  const { read, unused } = mapColumns({ kind: 'inventory', header, map: none, set: none })
  const record = ['S1', 'A-1', ' 7 ', '2026-11-24T08:30:00Z', '12']
  expect(['store', 'sku', 'onHand', 'asOf', 'reserved'].map((field) => read(record, field))).toEqual([
    'S1',
    'A-1',
    '7',
    '2026-11-24T08:30:00Z',
    undefined,
  ])
  expect(unused).toEqual(['Shelf'])
})

test('a mapped column and a constant stand for what the file names otherwise or lacks', () => {
  const map = new Map([
    ['sku', 'series_id'],
    ['date', 'period'],
    ['units', 'value'],
  ])
  const { read } = mapColumns({ kind: 'sales', header: ['series_id', 'period', 'value'], map, set: new Map([['store', 'WEB']]) })
  expect(['store', 'sku', 'date', 'units'].map((field) => read(['10002', '2010-12-06', '138'], field))).toEqual([
    'WEB',
    '10002',
    '2010-12-06',
    '138',
  ])
})

test('every fault of a mapping is told at once', () => {
  const attempt = (): unknown =>
    mapColumns({
      kind: 'sales',
      header: ['day'],
      map: new Map([
        ['date', 'period'],
        ['colour', 'x'],
      ]),
      set: none,
    })
  expect(attempt).toThrow(/has no field "colour"[^]*no column "period"[^]*store is missing[^]*sku is missing[^]*units is missing/)
})
