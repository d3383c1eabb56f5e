/** Tells the day, `YYYY-MM-DD`, that an instant (milliseconds) falls on in a time zone; making it is dear, asking it is not. */
export function localDays(timeZone: string): (instant: number) => string {
  const format = new Intl.DateTimeFormat('en', { timeZone, calendar: 'iso8601', year: 'numeric', month: '2-digit', day: '2-digit' })
  return (instant) => {
    const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]))
    return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`
  }
}

/** The day, `YYYY-MM-DD`, that an instant (milliseconds) falls on in a time zone. */
export function localDay(instant: number, timeZone: string): string {
  return localDays(timeZone)(instant)
}
