/** Slows down whoever tries passwords. */
export interface AttemptLimiter {
  /** Milliseconds until another attempt for `key` is heard; 0 when it is heard now. */
  waitMs(key: string): number
  fail(key: string): void
  succeed(key: string): void
}

export interface AttemptLimiterOptions {
  readonly now: () => number
  /** Keys remembered at most; the one that failed longest ago is forgotten first. */
  readonly maxKeys?: number
}

const freeFailures = 5
const firstLockMs = 1_000
const longestLockMs = 15 * 60_000

/** After five failures each further one doubles the wait, from a second to a quarter of an hour, as Cognito does it. */
export function createAttemptLimiter({ now, maxKeys = 10_000 }: AttemptLimiterOptions): AttemptLimiter {
  const failures = new Map<string, { readonly count: number; readonly at: number }>()

  function lockMs(count: number): number {
    return count < freeFailures ? 0 : Math.min(longestLockMs, firstLockMs * 2 ** (count - freeFailures))
  }

  function recent(key: string): { readonly count: number; readonly at: number } | undefined {
    const known = failures.get(key)
    return known === undefined || now() - known.at > longestLockMs ? undefined : known
  }

  return {
    waitMs(key) {
      const known = recent(key)
      return known === undefined ? 0 : Math.max(0, known.at + lockMs(known.count) - now())
    },
    fail(key) {
      const count = (recent(key)?.count ?? 0) + 1
      failures.delete(key)
      failures.set(key, { count, at: now() })
      for (const oldest of failures.keys()) {
        if (failures.size <= maxKeys) break
        failures.delete(oldest)
      }
    },
    succeed(key) {
      failures.delete(key)
    },
  }
}
