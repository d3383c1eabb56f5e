import { expect, test } from 'vitest'
import { dayOf, daysInMonth, easterSunday, isoDate, nthWeekday, sunday, thursday, weekdayOf, weekdayOnOrAfter } from './calendar.ts'

test('Easter falls on the dates that the US Census Bureau publishes', () => {
  const published = [
    '1961-04-02',
    '2000-04-23',
    '2008-03-23',
    '2011-04-24',
    '2024-03-31',
    '2025-04-20',
    '2026-04-05',
    '2027-03-28',
    '2038-04-25',
  ]
  expect(published.map((date) => isoDate(easterSunday(Number(date.slice(0, 4)))))).toEqual(published)
})

test('Thanksgiving of 2025 is 27 November and the last Monday of May 2026 is the 25th', () => {
  expect(isoDate(nthWeekday(2025, 11, thursday, 4))).toBe('2025-11-27')
  expect(isoDate(nthWeekday(2026, 5, 0, -1))).toBe('2026-05-25')
})

test('the week begins on Monday', () => {
  expect(weekdayOf(dayOf('2026-11-22'))).toBe(sunday)
  expect(weekdayOf(dayOf('1969-12-29'))).toBe(0)
})

test('a weekday on or after itself is the same day', () => {
  const day = dayOf('2025-11-27')
  expect(weekdayOnOrAfter(day, thursday)).toBe(day)
  expect(isoDate(weekdayOnOrAfter(day + 1, thursday))).toBe('2025-12-04')
})

test('February of a leap year has 29 days', () => {
  expect([daysInMonth(dayOf('2024-02-10')), daysInMonth(dayOf('2025-02-10'))]).toEqual([29, 28])
})

test('what is no date is refused', () => {
  expect(() => dayOf('22.11.2026')).toThrow('wanted a date as YYYY-MM-DD')
})
