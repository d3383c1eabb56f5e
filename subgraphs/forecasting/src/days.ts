const msPerDay = 86_400_000

/** The day `count` weeks after (before, when negative) an ISO day. */
export function addWeeks(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * 7 * msPerDay).toISOString().slice(0, 10)
}
