import { at } from './arrays.ts'
import { dayOfMonth, dayOfYear, daysInMonth, monthOf, nthWeekday, thursday, weekdayOf, yearOf } from './calendar.ts'
import type { Category } from './categories.ts'
import type { Country, HolidayRule } from './countries.ts'
import { cosTurns, exp } from './exact-math.ts'
import type { Store } from './stores.ts'

/** Traffic at the middle of each month beside the year's mean. */
const months = [0.97, 0.83, 0.93, 1, 1.04, 1.05, 0.99, 0.92, 1, 1.03, 1.07, 1.15]
const paydayLift = [1.1, 1.12, 1.08, 1.04]

/** Holidays of a country by day number, for the years that touch a span and the day after it. */
export function holidayMap(country: Country, firstDay: number, lastDay: number): Map<number, HolidayRule> {
  const map = new Map<number, HolidayRule>()
  for (let year = yearOf(firstDay); year <= yearOf(lastDay + 1); year++) {
    for (const rule of country.holidays) {
      const known = map.get(rule.dayIn(year))
      if (known?.trade !== 'CLOSED') map.set(rule.dayIn(year), rule)
    }
  }
  return map
}

/** Chain-wide traffic on a day of the year, without weekdays and holidays: straight lines between the months, and the Christmas run-up. */
export function yearlyTraffic(day: number): number {
  const middle = dayOfMonth(day) / daysInMonth(day) - 0.5
  const here = at(months, monthOf(day) - 1)
  const other = at(months, (monthOf(day) - 1 + (middle < 0 ? 11 : 1)) % 12)
  return (here + (other - here) * Math.abs(middle)) * (1 + 0.75 * christmasRunUp(day))
}

/** From 0 on 30 November to 1 on 23 December, 0.3 between the years. */
export function christmasRunUp(day: number): number {
  if (monthOf(day) !== 12) return 0
  const date = dayOfMonth(day)
  if (date <= 23) return date / 23
  return date === 24 ? 0.35 : 0.3
}

/** Demand for a category on a day of the year beside its mean. */
export function categorySeason(category: Category, day: number): number {
  const wave = cosTurns((dayOfYear(day) - category.peakDay) / 365.25)
  return exp(category.swing * (wave - category.swing / 4)) * (1 + category.gift * christmasRunUp(day))
}

/** What the calendar does to one store on a day, with mean about 1; 0 when it is closed. */
export function storeTraffic(
  store: Store,
  day: number,
  options: { holidays: ReadonlyMap<number, HolidayRule>; paydays: readonly number[] },
): number {
  if (day < store.openDay) return 0
  const trade = options.holidays.get(day)?.trade
  const calendar = yearlyTraffic(day) * at(store.weekdays, weekdayOf(day)) * payday(day, options.paydays) * blackWeekend(store, day)
  if (store.online) return calendar * (trade === undefined ? 1 : 1.06)
  if (trade === 'CLOSED') return 0
  const eve = options.holidays.get(day + 1)?.trade === 'CLOSED' ? 1.15 : 1
  return calendar * (trade ?? 1) * eve * newness(store, day)
}

function payday(day: number, paydays: readonly number[]): number {
  for (let since = 0; since < paydayLift.length; since++) {
    const paid = day - since
    const date = dayOfMonth(paid)
    if (paydays.some((wanted) => Math.min(wanted, daysInMonth(paid)) === date)) return at(paydayLift, since)
  }
  return 1
}

/** Black Friday to Cyber Monday: the crowd that comes whatever the price. */
function blackWeekend(store: Store, day: number): number {
  const since = day - nthWeekday(yearOf(day), 11, thursday, 4) - 1
  if (since < 0 || since > 3) return 1
  return at(store.online ? [1.7, 1.4, 1.4, 1.6] : [1.6, 1.35, 1.2, 1], since)
}

/** A shop that opens draws the curious for some weeks. */
function newness(store: Store, day: number): number {
  return 1 + 0.5 * exp(-(day - store.openDay) / 21)
}
