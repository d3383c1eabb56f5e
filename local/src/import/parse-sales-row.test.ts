import { expect, test } from 'vitest'
import { mapColumns } from './column-mapping.ts'
import { parseSalesRow } from './parse-sales-row.ts'

const header = ['date', 'store', 'sku', 'units', 'netAmount', 'price', 'outOfStock']
const { read } = mapColumns({ kind: 'sales', header, map: new Map(), set: new Map() })
const currencies = new Map([
  ['S1', 'EUR'],
  ['T1', 'JPY'],
])

function parse(...cells: string[]): ReturnType<typeof parseSalesRow> {
  return parseSalesRow(cells, read, (store) => currencies.get(store))
}

test("an exact amount becomes minor units of the store's currency", () => {
  expect(parse('2026-11-02', 'S1', 'A', '3', '89.70', '', '')).toMatchObject({
    soldUnits: 3,
    returnedUnits: 0,
    netMinor: 8970,
    outOfStock: false,
  })
  expect(parse('2026-11-02', 'T1', 'A', '3', '897', '', '')).toMatchObject({ netMinor: 897 })
})

test('a price stands for the amount, rounded to the minor unit', () => {
  expect(parse('2010-12-13', 'S1', '10002', '41', '', '0.949', '')).toMatchObject({ netMinor: 3891 })
})

test('negative units are a return', () => {
  expect(parse('2026-11-02', 'S1', 'A', '-2', '-40.00', '', '')).toMatchObject({ soldUnits: 0, returnedUnits: 2, netMinor: -4000 })
})

test('a week without sales needs no price', () => {
  expect(parse('2010-12-27', 'S1', '10002', '0', '', '', '')).toMatchObject({ soldUnits: 0, netMinor: 0 })
})

test.each([
  [['2026-02-30', 'S1', 'A', '1', '1', '', ''], 'date got "2026-02-30"'],
  [['2026-11-02', 'S9', 'A', '1', '1', '', ''], 'store got "S9"'],
  [['2026-11-02', 'S1', '', '1', '1', '', ''], 'sku is empty'],
  [['2026-11-02', 'S1', 'A', '1.5', '1', '', ''], 'units got "1.5"'],
  [['2026-11-02', 'S1', 'A', '1', '1.005', '', ''], 'netAmount got "1.005", wanted an amount in EUR'],
  [['2026-11-02', 'S1', 'A', '1', '', '', ''], 'neither netAmount nor price'],
  [['2026-11-02', 'S1', 'A', '1', '', '1,50', ''], 'price got "1,50"'],
  [['2026-11-02', 'S1', 'A', '0', '', '', 'maybe'], 'outOfStock got "maybe"'],
])('%j is refused: %s', (cells, reason) => {
  expect(() => parse(...cells)).toThrow(reason)
})
