/** Position of a period on its own scale: hours, days, weeks, months, quarters or plain numbers such as years. */
export interface Instant {
  readonly scale: Scale
  readonly position: number
}

export type Scale = 'HOUR' | 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'NUMBER'

const dayMs = 86_400_000
/** Thursday of the first ISO week. */
const firstWeekMs = Date.UTC(1970, 0, 1)

/** Where a text such as `2026-11-25` or `2026-W48` lies in time; undefined where it is no period. */
export function parseInstant(text: string): Instant | undefined {
  const [, year, rest = ''] = /^(\d{4})[-/](.+)$/.exec(text) ?? []
  // A year is a number like any other.
  if (year === undefined) return parseNumber(text)
  const quarter = /^Q([1-4])$/i.exec(rest)?.[1]
  if (quarter !== undefined) return { scale: 'QUARTER', position: 4 * Number(year) + Number(quarter) - 1 }
  const week = /^W(\d{1,2})$/i.exec(rest)?.[1]
  if (week !== undefined) return parseWeek(Number(year), Number(week))
  const month = /^(\d{1,2})$/.exec(rest)?.[1]
  if (month !== undefined) return inRange(month, 1, 12) ? { scale: 'MONTH', position: 12 * Number(year) + Number(month) - 1 } : undefined
  return parseDay(Number(year), rest)
}

function parseNumber(text: string): Instant | undefined {
  return /^-?\d{1,15}$/.test(text) ? { scale: 'NUMBER', position: Number(text) } : undefined
}

/** ISO 8601: week 1 has the year's first Thursday. */
function parseWeek(year: number, week: number): Instant | undefined {
  if (week < 1 || week > 53) return undefined
  const fourth = new Date(Date.UTC(year, 0, 4))
  const monday = fourth.getTime() - ((fourth.getUTCDay() + 6) % 7) * dayMs
  return { scale: 'WEEK', position: Math.round((monday + 3 * dayMs - firstWeekMs) / dayMs / 7) + week - 1 }
}

function parseDay(year: number, rest: string): Instant | undefined {
  const [, month = '', day = '', hour] = /^(\d{1,2})[-/](\d{1,2})(?:[ T](\d{2})(?::\d{2}){0,2}(?:\.\d+)?Z?)?$/.exec(rest) ?? []
  const date = new Date(Date.UTC(year, Number(month) - 1, Number(day), Number(hour ?? 0)))
  const isReal = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day)
  if (!isReal || month === '') return undefined
  return hour === undefined ? { scale: 'DAY', position: date.getTime() / dayMs } : { scale: 'HOUR', position: date.getTime() / 3_600_000 }
}

function inRange(text: string, low: number, high: number): boolean {
  return Number(text) >= low && Number(text) <= high
}

/** Largest step that all differences are multiples of: 7 of weekly days; 1 of fewer than two positions. */
export function stepOf(positions: readonly number[]): number {
  let step = 0
  for (let index = 1; index < positions.length; index++)
    step = divisor(step, Math.abs((positions[index] ?? 0) - (positions[index - 1] ?? 0)))
  return step === 0 ? 1 : step
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b)
}
