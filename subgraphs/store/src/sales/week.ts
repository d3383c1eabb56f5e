const dayMs = 86_400_000
/** 1970-01-01 was a Thursday: its week began three days earlier. */
const epochWeekday = 3

/** Number of the week (from Monday) that holds a day, `YYYY-MM-DD`; 0 is the week of 1970-01-01. */
export function weekNumber(day: string): number {
  return Math.floor((Date.parse(`${day}T00:00:00Z`) / dayMs + epochWeekday) / 7)
}

/** First day of week 0, for SQL that counts from it. */
export const weekZero = '1969-12-29'
