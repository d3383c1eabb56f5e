import { dayFrom, easterSunday, monday, nthWeekday, saturday, thursday, weekdayOnOrAfter } from './calendar.ts'

/** A holiday that comes each year; `trade` is what it does to a shop's day: closed, or a factor on traffic. */
export type HolidayRule = {
  readonly name: string
  readonly dayIn: (year: number) => number
  readonly trade: 'CLOSED' | number
}

export type Country = {
  readonly code: string
  readonly name: string
  /** Standard value-added tax inside the shelf price, in thousandths; 0 where tax is added at the till. */
  readonly taxPerMille: number
  readonly shopsOpenOnSunday: boolean
  readonly holidays: readonly HolidayRule[]
}

const fixed = (name: string, month: number, day: number, trade: HolidayRule['trade'] = 'CLOSED'): HolidayRule => ({
  name,
  trade,
  dayIn: (year) => dayFrom(year, month, day),
})
const fromEaster = (name: string, offset: number, trade: HolidayRule['trade'] = 'CLOSED'): HolidayRule => ({
  name,
  trade,
  dayIn: (year) => easterSunday(year) + offset,
})
const nth = (name: string, month: number, weekday: number, n: number, trade: HolidayRule['trade']): HolidayRule => ({
  name,
  trade,
  dayIn: (year) => nthWeekday(year, month, weekday, n),
})

const newYear = fixed("New Year's Day", 1, 1)
const goodFriday = fromEaster('Good Friday', -2)
const easter = fromEaster('Easter Sunday', 0)
const easterMonday = fromEaster('Easter Monday', 1)
const labourDay = fixed('Labour Day', 5, 1)
const ascension = fromEaster('Ascension Day', 39)
const whitMonday = fromEaster('Whit Monday', 50)
const christmas = fixed('Christmas Day', 12, 25)
const boxingDay = fixed('Second Day of Christmas', 12, 26)

const all: readonly Country[] = [
  {
    code: 'IE',
    name: 'Ireland',
    taxPerMille: 230,
    shopsOpenOnSunday: true,
    holidays: [
      newYear,
      fixed("Saint Patrick's Day", 3, 17, 0.8),
      easter,
      nth('May Holiday', 5, monday, 1, 1.25),
      nth('June Holiday', 6, monday, 1, 1.2),
      nth('August Holiday', 8, monday, 1, 1.2),
      nth('October Holiday', 10, monday, -1, 1.3),
      christmas,
      fixed("Saint Stephen's Day", 12, 26),
    ],
  },
  {
    code: 'NL',
    name: 'Netherlands',
    taxPerMille: 210,
    shopsOpenOnSunday: true,
    holidays: [
      newYear,
      easter,
      fromEaster('Easter Monday', 1, 1.2),
      fixed("King's Day", 4, 27, 0.6),
      fromEaster('Ascension Day', 39, 1.15),
      fromEaster('Whit Monday', 50, 1.2),
      christmas,
      fixed('Second Day of Christmas', 12, 26, 0.9),
    ],
  },
  {
    code: 'DE',
    name: 'Germany',
    taxPerMille: 190,
    shopsOpenOnSunday: false,
    holidays: [
      newYear,
      goodFriday,
      easterMonday,
      labourDay,
      ascension,
      whitMonday,
      fixed('Day of German Unity', 10, 3),
      christmas,
      boxingDay,
    ],
  },
  {
    code: 'AT',
    name: 'Austria',
    taxPerMille: 200,
    shopsOpenOnSunday: false,
    holidays: [
      newYear,
      fixed('Epiphany', 1, 6),
      easterMonday,
      labourDay,
      ascension,
      whitMonday,
      fromEaster('Corpus Christi', 60),
      fixed('Assumption Day', 8, 15),
      fixed('National Day', 10, 26),
      fixed("All Saints' Day", 11, 1),
      fixed('Immaculate Conception', 12, 8, 1.5),
      christmas,
      boxingDay,
    ],
  },
  {
    code: 'BE',
    name: 'Belgium',
    taxPerMille: 210,
    shopsOpenOnSunday: false,
    holidays: [
      newYear,
      easterMonday,
      labourDay,
      ascension,
      whitMonday,
      fixed('National Day', 7, 21),
      fixed('Assumption Day', 8, 15),
      fixed("All Saints' Day", 11, 1),
      fixed('Armistice Day', 11, 11),
      christmas,
    ],
  },
  {
    code: 'FI',
    name: 'Finland',
    taxPerMille: 255,
    shopsOpenOnSunday: true,
    holidays: [
      newYear,
      goodFriday,
      easter,
      easterMonday,
      labourDay,
      ascension,
      { name: 'Midsummer Eve', trade: 0.4, dayIn: (year) => weekdayOnOrAfter(dayFrom(year, 6, 20), saturday) - 1 },
      { name: 'Midsummer Day', trade: 'CLOSED', dayIn: (year) => weekdayOnOrAfter(dayFrom(year, 6, 20), saturday) },
      fixed('Independence Day', 12, 6),
      christmas,
      boxingDay,
    ],
  },
  {
    code: 'CH',
    name: 'Switzerland',
    taxPerMille: 81,
    shopsOpenOnSunday: false,
    holidays: [newYear, goodFriday, easterMonday, ascension, whitMonday, fixed('National Day', 8, 1), christmas, boxingDay],
  },
  {
    code: 'US',
    name: 'United States',
    taxPerMille: 0,
    shopsOpenOnSunday: true,
    holidays: [
      fixed("New Year's Day", 1, 1, 0.7),
      nth("Presidents' Day", 2, monday, 3, 1.35),
      easter,
      nth('Memorial Day', 5, monday, -1, 1.4),
      fixed('Independence Day', 7, 4, 0.85),
      nth('Labor Day', 9, monday, 1, 1.4),
      nth('Thanksgiving', 11, thursday, 4, 'CLOSED'),
      christmas,
    ],
  },
  {
    code: 'CA',
    name: 'Canada',
    taxPerMille: 0,
    shopsOpenOnSunday: true,
    holidays: [
      newYear,
      goodFriday,
      { name: 'Victoria Day', trade: 1.1, dayIn: (year) => weekdayOnOrAfter(dayFrom(year, 5, 18), monday) },
      fixed('Canada Day', 7, 1),
      nth('Civic Holiday', 8, monday, 1, 1.15),
      nth('Labour Day', 9, monday, 1, 'CLOSED'),
      nth('Thanksgiving', 10, monday, 2, 'CLOSED'),
      christmas,
      fixed('Boxing Day', 12, 26, 2.4),
    ],
  },
]

/** The country of an ISO 3166 code; RangeError for one that the model does not know. */
export function countryOf(code: string): Country {
  const found = all.find((country) => country.code === code)
  if (!found) throw new RangeError(`got country ${code}, wanted one of ${all.map((country) => country.code).join(', ')}`)
  return found
}
