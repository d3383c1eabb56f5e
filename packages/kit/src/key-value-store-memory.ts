import type { KeyValueStore } from './key-value-store.ts'

interface Entry {
  readonly value: string
  readonly until: number
}

/** A store in the process; when it is full, the oldest entry goes first. */
export function createMemoryStore(maxEntries: number, now: () => number): KeyValueStore {
  const entries = new Map<string, Entry>()
  const sets = new Map<string, Map<string, number>>()

  function find(key: string): string | undefined {
    const entry = entries.get(key)
    if (entry === undefined) return undefined
    if (entry.until > now()) return entry.value
    entries.delete(key)
    return undefined
  }

  function put(key: string, value: string, maxAgeMs: number): void {
    entries.delete(key)
    entries.set(key, { value, until: now() + maxAgeMs })
    dropOldest(entries, maxEntries)
  }

  function members(key: string): Map<string, number> {
    const live = [...(sets.get(key) ?? [])].filter(([, until]) => until > now())
    return new Map(live.sort(([, one], [, other]) => one - other))
  }

  function keepMembers(key: string, set: Map<string, number>): void {
    sets.delete(key)
    if (set.size > 0) sets.set(key, set)
    dropOldest(sets, maxEntries)
  }

  return {
    get: async (key) => find(key),
    set: async (key, value, maxAgeMs) => put(key, value, maxAgeMs),
    async setIfAbsent(key, value, maxAgeMs) {
      if (find(key) !== undefined) return false
      put(key, value, maxAgeMs)
      return true
    },
    async replace(key, { expected, value, maxAgeMs }) {
      if (find(key) !== expected) return false
      put(key, value, maxAgeMs)
      return true
    },
    remove: async (key, expected) => find(key) === expected && entries.delete(key),
    async take(key) {
      const value = find(key)
      entries.delete(key)
      return value
    },
    addMember: async (key, member, maxAgeMs) => keepMembers(key, members(key).set(member, now() + maxAgeMs)),
    async removeMember(key, member) {
      const set = members(key)
      set.delete(member)
      keepMembers(key, set)
    },
    listMembers: async (key) => [...members(key).keys()],
    async [Symbol.asyncDispose]() {
      entries.clear()
      sets.clear()
    },
  }
}

function dropOldest(map: Map<string, unknown>, maxEntries: number): void {
  // A map keeps the order of insertion: its first key is the oldest.
  for (const oldest of map.keys()) {
    if (map.size <= maxEntries) break
    map.delete(oldest)
  }
}
