import { graphqlError } from '@hemisphere/kit/error.ts'

export const deadlineHeader = 'x-hemisphere-deadline-ms'

/** Milliseconds that a request may take: what its header says, at most `defaultMs`; a malformed header is BAD_USER_INPUT. */
export function readDeadlineMs(header: string | readonly string[] | undefined, defaultMs: number): number {
  if (header === undefined) return defaultMs
  const given = typeof header === 'string' && /^\d{1,9}$/.test(header) ? Number(header) : 0
  if (given === 0) throw graphqlError('BAD_USER_INPUT', `${deadlineHeader} got no whole number of milliseconds above 0`)
  return Math.min(given, defaultMs)
}
