import { expect, test } from 'vitest'
import { dayOf } from './calendar.ts'
import { countryOf } from './countries.ts'
import { holidayMap } from './traffic.ts'

const closedOn = (code: string, date: string): boolean =>
  holidayMap(countryOf(code), dayOf('2025-01-01'), dayOf('2026-12-31')).get(dayOf(date))?.trade === 'CLOSED'

test('shops keep the public holidays of their own country', () => {
  expect(closedOn('DE', '2025-10-03')).toBe(true)
  expect(closedOn('NL', '2025-10-03')).toBe(false)
  expect(closedOn('US', '2025-11-27')).toBe(true)
  expect(closedOn('CA', '2025-11-27')).toBe(false)
  expect(closedOn('CA', '2025-10-13')).toBe(true)
})

test('holidays that hang on Easter move with it', () => {
  expect([closedOn('CH', '2025-05-29'), closedOn('CH', '2026-05-14')]).toEqual([true, true])
})

test('Midsummer Day is the Saturday between 20 and 26 June', () => {
  expect([closedOn('FI', '2025-06-21'), closedOn('FI', '2026-06-20')]).toEqual([true, true])
})
