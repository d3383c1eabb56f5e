import { expect, test } from 'vitest'
import { addLine, isCovered, type SalesDay } from './sales-day.ts'
import type { SalesLine } from './sales-line.ts'

const day: SalesDay = {
  storeId: 's',
  productId: 'p',
  soldOn: '2026-11-24',
  soldUnits: 0,
  returnedUnits: 0,
  netMinor: 0,
  fullMinor: null,
  importedAt: null,
}

const line: SalesLine = {
  receiptNumber: 'R1',
  lineNumber: 1,
  storeId: 's',
  productId: 'p',
  soldAt: '2026-11-24T10:00:00.000Z',
  originalSoldAt: null,
  soldOn: '2026-11-24',
  units: 2,
  netMinor: 150,
  fullMinor: 200,
}

const atNoon = Date.parse('2026-11-24T12:00:00Z')

test('units sold and returned are summed apart, money together', () => {
  const sold = addLine(day, line)
  const both = sold && addLine(sold, { ...line, units: -1, netMinor: -75, fullMinor: -100 })
  expect(both).toEqual({ ...day, soldUnits: 2, returnedUnits: 1, netMinor: 75, fullMinor: 100 })
})

test('the value at full price is known while it is known for all that moved', () => {
  expect(addLine({ ...day, fullMinor: 50 }, line)?.fullMinor).toBe(250)
  expect(addLine(day, { ...line, fullMinor: null })?.fullMinor).toBeNull()
  expect(addLine({ ...day, soldUnits: 1, fullMinor: null }, line)?.fullMinor).toBeNull()
})

test('a day holds up to a million units either way and ten thousand million of money, and no more', () => {
  expect(addLine({ ...day, soldUnits: 999_998 }, line)?.soldUnits).toBe(1_000_000)
  expect(addLine({ ...day, soldUnits: 999_999 }, line)).toBeUndefined()
  expect(addLine({ ...day, returnedUnits: 1_000_000 }, { ...line, units: -1 })).toBeUndefined()
  expect(addLine({ ...day, netMinor: 1_000_000_000_000 }, line)).toBeUndefined()
  expect(addLine({ ...day, soldUnits: 1, fullMinor: -1_000_000_000_000 }, { ...line, units: -1, fullMinor: -1 })).toBeUndefined()
})

test('an import holds what was sold up to its instant', () => {
  const imported = (importedAt: string): SalesDay => ({ ...day, importedAt })
  expect(isCovered(line, day, atNoon)).toBe(false)
  expect(isCovered(line, imported('2026-11-24T10:00:00.000Z'), atNoon)).toBe(true)
  expect(isCovered(line, imported('2026-11-24T09:59:59.999Z'), atNoon)).toBe(false)
})

test('what is recorded was sold by then, whatever the till’s clock says', () => {
  const ahead = { ...line, soldAt: '2026-11-24T12:04:00.000Z' }
  expect(isCovered(ahead, { ...day, importedAt: '2026-11-24T12:00:00.000Z' }, atNoon)).toBe(true)
})
