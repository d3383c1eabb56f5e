/** A bounded memory whose entries lapse; the one that was set longest ago goes first. */
export interface FreshMemory<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
  delete(key: string): void
}

export interface FreshMemoryOptions {
  readonly maxAgeMs: number
  readonly maxEntries: number
  readonly now: () => number
}

/** A memory of one Lambda instance. */
export function createFreshMemory<Value>({ maxAgeMs, maxEntries, now }: FreshMemoryOptions): FreshMemory<Value> {
  const entries = new Map<string, { readonly value: Value; readonly at: number }>()
  return {
    get(key) {
      const entry = entries.get(key)
      return entry === undefined || now() - entry.at > maxAgeMs ? undefined : entry.value
    },
    set(key, value) {
      entries.delete(key)
      entries.set(key, { value, at: now() })
      for (const oldest of entries.keys()) {
        if (entries.size <= maxEntries) break
        entries.delete(oldest)
      }
    },
    delete(key) {
      entries.delete(key)
    },
  }
}
