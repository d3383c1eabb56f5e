export interface StoreLife {
  readonly opened_on: string | null
  readonly closed_on: string | null
}

/** Which day was wanted instead of one outside of the store's life; undefined when the store traded on that day. */
export function wantedOfLife(day: string, { opened_on, closed_on }: StoreLife): string | undefined {
  if (opened_on !== null && day < opened_on) return `wanted a day from ${opened_on} on, when the store opened`
  if (closed_on !== null && day > closed_on) return `wanted a day up to ${closed_on}, when the store closed`
  return undefined
}
