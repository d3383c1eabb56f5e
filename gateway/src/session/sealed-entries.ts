import type { KeyValueStore } from '@hemisphere/kit/key-value-store.ts'
import type { z } from 'zod'
import { seal, unseal } from './sealed-text.ts'
import type { SessionKeys } from './session-keys.ts'

/** An entry as it was read. */
export interface KeptEntry<Value> {
  readonly key: string
  /** What the store holds; a change names it, so that none is made on what was read too long ago. */
  readonly sealed: string
  readonly value: Value
}

export interface SealedEntriesOptions<Schema extends z.ZodType> {
  readonly store: KeyValueStore
  readonly keys: SessionKeys
  readonly schema: Schema
  /** Told each entry that did not open. */
  readonly onFault: (fault: Error) => void
}

/** Entries of one kind in the shared store, sealed and bound to their keys: a copy of the store opens nothing. */
export interface SealedEntries<Value> {
  set(key: string, value: Value, maxAgeMs: number): Promise<void>
  find(key: string): Promise<KeptEntry<Value> | undefined>
  /** False when the entry is no longer what it was. */
  replace(kept: KeptEntry<Value>, value: Value, maxAgeMs: number): Promise<boolean>
  /** False when the entry is no longer what it was. */
  remove(kept: KeptEntry<Value>): Promise<boolean>
  /** Removes the entry, whatever it is, and gives it to one caller alone. */
  take(key: string): Promise<Value | undefined>
}

export function createSealedEntries<Schema extends z.ZodType>(options: SealedEntriesOptions<Schema>): SealedEntries<z.infer<Schema>> {
  const { store, keys, schema, onFault } = options

  async function sealFor(key: string, value: z.infer<Schema>): Promise<string> {
    const [current] = await keys()
    if (current === undefined) throw new Error('there is no key for sessions')
    return seal(JSON.stringify(value), current, key)
  }

  async function open(key: string, sealed: string | undefined): Promise<z.infer<Schema> | undefined> {
    if (sealed === undefined) return undefined
    const text = unseal(sealed, await keys(), key)
    const parsed = text === undefined ? undefined : schema.safeParse(JSON.parse(text))
    if (parsed?.success === true) return parsed.data
    onFault(
      new Error(text === undefined ? 'an entry of the session store does not open' : 'an entry of the session store is of another form'),
    )
    return undefined
  }

  return {
    set: async (key, value, maxAgeMs) => store.set(key, await sealFor(key, value), maxAgeMs),
    async find(key) {
      const sealed = await store.get(key)
      const value = await open(key, sealed)
      return sealed === undefined || value === undefined ? undefined : { key, sealed, value }
    },
    take: async (key) => open(key, await store.take(key)),
    replace: async (kept, value, maxAgeMs) =>
      store.replace(kept.key, { expected: kept.sealed, value: await sealFor(kept.key, value), maxAgeMs }),
    remove: ({ key, sealed }) => store.remove(key, sealed),
  }
}
