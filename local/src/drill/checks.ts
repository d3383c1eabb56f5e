import type { DrillCheck } from './drill-result.ts'
import { duration } from './table.ts'

/** That something took no longer than so many ms; undefined stands for never. */
export function within(what: string, limitMs: number, seenMs: number | undefined): DrillCheck {
  return {
    what,
    limit: `≤ ${duration(limitMs)}`,
    seen: seenMs === undefined ? 'never' : duration(seenMs),
    held: seenMs !== undefined && seenMs <= limitMs,
    isTimed: true,
  }
}

/** That a count is exactly this. */
export function exactly(what: string, wanted: number, seen: number): DrillCheck {
  return { what, limit: String(wanted), seen: String(seen), held: seen === wanted }
}

/** That something happened at all. */
export function atLeast(what: string, wanted: number, seen: number): DrillCheck {
  return { what, limit: `≥ ${wanted}`, seen: String(seen), held: seen >= wanted }
}

/** That what was found is what was wanted. */
export function equals(what: string, wanted: string, seen: string): DrillCheck {
  return { what, limit: wanted, seen, held: seen === wanted }
}
