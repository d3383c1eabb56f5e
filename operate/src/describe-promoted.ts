import type { Promoted } from '@hemisphere/operations/promote/promote-database.ts'

/** What a promotion has cost, in the words of which retailers are told. */
export function describePromoted({ database, isPlanned, replicatedUpTo }: Promoted): string {
  return isPlanned
    ? `${database}: nothing was lost`
    : `${database}: what was acknowledged after ${replicatedUpTo ?? 'an unknown instant'} is lost`
}
