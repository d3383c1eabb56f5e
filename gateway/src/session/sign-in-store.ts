import type { KeyValueStore } from '@hemisphere/kit/key-value-store.ts'
import { z } from 'zod'
import { createSealedEntries, type KeptEntry } from './sealed-entries.ts'
import { hashOf } from './session-cookies.ts'
import type { SessionKeys } from './session-keys.ts'

const signInSchema = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  /** Address in full. */
  returnTo: z.string(),
  /** Key of the session that the browser had before, which ends with the new one. */
  earlierSession: z.string().optional(),
  /** Milliseconds since 1970. */
  expiresAt: z.number(),
})

/** A sign-in that has begun in one browser. */
export type BegunSignIn = Readonly<z.infer<typeof signInSchema>>

export interface SignInStoreOptions {
  readonly zone: string
  readonly store: KeyValueStore
  readonly keys: SessionKeys
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly onFault: (fault: Error) => void
}

/** Sign-ins under way, each for ten minutes and one way back. */
export interface SignInStore {
  begin(signInId: string, signIn: Omit<BegunSignIn, 'expiresAt'>): Promise<void>
  find(signInId: string): Promise<KeptEntry<BegunSignIn> | undefined>
  /** True for one caller alone. */
  claim(kept: KeptEntry<BegunSignIn>): Promise<boolean>
}

export const signInMs = 10 * 60_000

export function createSignInStore({ zone, store, keys, now, onFault }: SignInStoreOptions): SignInStore {
  const entries = createSealedEntries({ store, keys, schema: signInSchema, onFault })
  const keyOf = (signInId: string): string => `${zone}:sign-in:${hashOf(signInId)}`
  return {
    begin: (signInId, signIn) => entries.set(keyOf(signInId), { ...signIn, expiresAt: now() + signInMs }, signInMs),
    async find(signInId) {
      const kept = await entries.find(keyOf(signInId))
      return kept === undefined || kept.value.expiresAt <= now() ? undefined : kept
    },
    claim: (kept) => entries.remove(kept),
  }
}
