import { createClient } from 'redis'

/** A shared cache. Every key begins with zone and tenant; a lost entry costs time, never truth. */
export interface KeyValueStore extends AsyncDisposable {
  get(key: string): Promise<string | undefined>
  set(key: string, value: string, maxAgeMs: number): Promise<void>
}

export type KeyValueStoreOptions =
  | { readonly kind: 'redis'; readonly url: string; readonly onError: (error: Error) => void }
  | { readonly kind: 'memory'; readonly maxEntries: number; readonly now: () => number }

/** Redis where one is given, else a bounded store in the process that behaves alike. */
export async function openKeyValueStore(options: KeyValueStoreOptions): Promise<KeyValueStore> {
  return options.kind === 'redis' ? openRedisStore(options.url, options.onError) : createMemoryStore(options.maxEntries, options.now)
}

async function openRedisStore(url: string, onError: (error: Error) => void): Promise<KeyValueStore> {
  const client = createClient({ url, socket: { connectTimeout: 2_000 }, disableOfflineQueue: true, commandOptions: { timeout: 500 } })
  client.on('error', onError)
  await client.connect()
  return {
    get: async (key) => (await client.get(key)) ?? undefined,
    async set(key, value, maxAgeMs) {
      await client.set(key, value, { expiration: { type: 'PX', value: maxAgeMs } })
    },
    [Symbol.asyncDispose]: () => client.close(),
  }
}

function createMemoryStore(maxEntries: number, now: () => number): KeyValueStore {
  const entries = new Map<string, { readonly value: string; readonly until: number }>()
  return {
    async get(key) {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      if (entry.until > now()) return entry.value
      entries.delete(key)
      return undefined
    },
    async set(key, value, maxAgeMs) {
      entries.delete(key)
      entries.set(key, { value, until: now() + maxAgeMs })
      // A map keeps the order of insertion: its first key is the oldest.
      for (const oldest of entries.keys()) {
        if (entries.size <= maxEntries) break
        entries.delete(oldest)
      }
    },
    async [Symbol.asyncDispose]() {
      entries.clear()
    },
  }
}
