const msPerDay = 86_400_000

/** Days of the week as numbers: the ISO week begins on Monday. */
export const monday = 0
export const thursday = 3
export const friday = 4
export const saturday = 5
export const sunday = 6

/** Day number of an ISO date: whole days since 1970-01-01, in no time zone. RangeError when it is no date. */
export function dayOf(isoDate: string): number {
  const ms = Date.parse(`${isoDate}T00:00:00Z`)
  if (Number.isNaN(ms)) throw new RangeError(`got ${isoDate}, wanted a date as YYYY-MM-DD`)
  return ms / msPerDay
}

/** ISO date of a day number. */
export function isoDate(day: number): string {
  return new Date(day * msPerDay).toISOString().slice(0, 10)
}

/** Day number of a year, month (1 to 12) and day of the month. */
export function dayFrom(year: number, month: number, dayOfMonth: number): number {
  return Date.UTC(year, month - 1, dayOfMonth) / msPerDay
}

/** Day of the week, Monday is 0. Day 0 was a Thursday. */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7
}

export function yearOf(day: number): number {
  return new Date(day * msPerDay).getUTCFullYear()
}

/** Month, 1 to 12. */
export function monthOf(day: number): number {
  return new Date(day * msPerDay).getUTCMonth() + 1
}

export function dayOfMonth(day: number): number {
  return new Date(day * msPerDay).getUTCDate()
}

export function daysInMonth(day: number): number {
  return dayOfMonth(dayFrom(yearOf(day), monthOf(day) + 1, 1) - 1)
}

/** Days since 1 January, from 0. */
export function dayOfYear(day: number): number {
  return day - dayFrom(yearOf(day), 1, 1)
}

/** The nth given weekday of a month; n = −1 is the last one. */
export function nthWeekday(year: number, month: number, weekday: number, n: number): number {
  if (n < 0) {
    const last = dayFrom(year, month + 1, 1) - 1
    return last - ((weekdayOf(last) - weekday + 7) % 7)
  }
  const first = dayFrom(year, month, 1)
  return first + ((weekday - weekdayOf(first) + 7) % 7) + 7 * (n - 1)
}

/** The first given weekday on or after a day. */
export function weekdayOnOrAfter(day: number, weekday: number): number {
  return day + ((weekday - weekdayOf(day) + 7) % 7)
}

/** Easter Sunday in the Gregorian calendar: the rule of Butcher's Ecclesiastical Calendar (1876), as in Meeus, Astronomical Algorithms, ch. 8. */
export function easterSunday(year: number): number {
  const golden = year % 19
  const century = Math.floor(year / 100)
  const ofCentury = year % 100
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3)
  const moon = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30
  const week = (32 + 2 * (century % 4) + 2 * Math.floor(ofCentury / 4) - moon - (ofCentury % 4)) % 7
  const shift = Math.floor((golden + 11 * moon + 22 * week) / 451)
  const ordinal = moon + week - 7 * shift + 114
  return dayFrom(year, Math.floor(ordinal / 31), (ordinal % 31) + 1)
}
