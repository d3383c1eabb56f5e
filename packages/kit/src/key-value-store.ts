import { createMemoryStore } from './key-value-store-memory.ts'
import { openRedisStore } from './key-value-store-redis.ts'
import type { RedisMembers } from './replicated-redis.ts'

/**
 * Shared entries that end by themselves. Every key begins with the zone and, where it is known, the tenant.
 * Each call is one atomic step for all who share the store, and rejects within half a second when the store does not answer;
 * whether it was carried out is not known then.
 */
export interface KeyValueStore extends AsyncDisposable {
  get(key: string): Promise<string | undefined>
  set(key: string, value: string, maxAgeMs: number): Promise<void>
  /** Sets where there is no value yet; false when there is one, which stays. */
  setIfAbsent(key: string, value: string, maxAgeMs: number): Promise<boolean>
  /** Sets where the value is `expected`; false when it is another or gone. */
  replace(key: string, change: Replacement): Promise<boolean>
  /** Removes a value where it is `expected`; false when it is another or gone. */
  remove(key: string, expected: string): Promise<boolean>
  /** Removes a value and gives it, to one caller alone. */
  take(key: string): Promise<string | undefined>
  /** Puts a member into the set of this key, for as long as given; a member that is there gets the new age. */
  addMember(key: string, member: string, maxAgeMs: number): Promise<void>
  removeMember(key: string, member: string): Promise<void>
  /** The members whose age is not over, the first to end first. */
  listMembers(key: string): Promise<readonly string[]>
}

export interface Replacement {
  readonly expected: string
  readonly value: string
  readonly maxAgeMs: number
}

export type KeyValueStoreOptions =
  /** Addresses of the members of one store, of which one is the master and the others copy it; often there is one alone. */
  ({ readonly kind: 'redis' } & RedisMembers) | { readonly kind: 'memory'; readonly maxEntries: number; readonly now: () => number }

/** Redis where one is given, else a bounded store in the process that behaves alike. */
export async function openKeyValueStore(options: KeyValueStoreOptions): Promise<KeyValueStore> {
  return options.kind === 'redis' ? openRedisStore(options) : createMemoryStore(options.maxEntries, options.now)
}
