import { expect, test } from 'vitest'
import { weekNumber, weekZero } from './week.ts'

test('weeks begin on Monday and are counted from that of 1970-01-01', () => {
  expect(weekNumber('1970-01-01')).toBe(0)
  expect(weekNumber('1970-01-04')).toBe(0)
  expect(weekNumber('1970-01-05')).toBe(1)
  expect(weekNumber(weekZero)).toBe(0)
  expect(weekNumber('1969-12-28')).toBe(-1)
})

// 2026-11-23 is a Monday; between it and 1969-12-29 lie 20,783 days, 2,969 weeks.
test('all days of a week have its number', () => {
  const days = ['2026-11-23', '2026-11-24', '2026-11-25', '2026-11-26', '2026-11-27', '2026-11-28', '2026-11-29']
  expect(days.map(weekNumber)).toEqual(days.map(() => 2_969))
  expect(weekNumber('2026-11-30')).toBe(2_970)
})
