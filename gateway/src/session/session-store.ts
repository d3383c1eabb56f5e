import { randomUUID } from 'node:crypto'
import type { KeyValueStore } from '@hemisphere/kit/key-value-store.ts'
import { z } from 'zod'
import { createSealedEntries, type KeptEntry } from './sealed-entries.ts'
import { hashOf } from './session-cookies.ts'
import type { SessionKeys } from './session-keys.ts'

const sessionSchema = z.object({
  refreshToken: z.string(),
  /** The latest one, for the tabs that come for it at the same time. */
  accessToken: z.string(),
  /** Instants are milliseconds since 1970. */
  tokenExpiresAt: z.number(),
  originJti: z.string().optional(),
  subject: z.string(),
  tenantId: z.string(),
  startedAt: z.number(),
  usedAt: z.number(),
})

/** One person's sign-in in one browser. */
export type Session = Readonly<z.infer<typeof sessionSchema>>
export type KeptSession = KeptEntry<Session>

export interface SessionLimits {
  /** Without a refresh for so long, a session ends. */
  readonly idleMs: number
  /** It ends so long after the sign-in, whatever happens. */
  readonly absoluteMs: number
}

export interface SessionStoreOptions {
  readonly zone: string
  readonly store: KeyValueStore
  readonly keys: SessionKeys
  readonly limits: SessionLimits
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly onFault: (fault: Error) => void
}

/** The sessions of a zone, by the key of `keyOf`. Every call rejects when the shared store does not answer. */
export interface SessionStore {
  keyOf(sessionId: string): string
  /** When a session ends unless it is used before. */
  endOf(session: Session): number
  add(key: string, session: Session): Promise<void>
  find(key: string): Promise<KeptSession | undefined>
  /** False when the session was changed or ended since it was read. */
  change(kept: KeptSession, session: Session): Promise<boolean>
  /** False when the session was changed or ended since it was read. */
  remove(kept: KeptSession): Promise<boolean>
  /** Ends a session, whatever it is by now, and gives its last state to one caller alone. */
  take(key: string): Promise<Session | undefined>
  /** Keys of all sessions of a person; some of them may have ended. */
  listOf(person: Pick<Session, 'tenantId' | 'subject'>): Promise<readonly string[]>
  /** The right to refresh a session, for one caller in all gateways; undefined while another has it. Disposal gives it back. */
  lock(key: string): Promise<AsyncDisposable | undefined>
}

/** Longer than a refresh may take, so that it ends by itself only where a gateway has died with it. */
const lockMs = 15_000

export function createSessionStore({ zone, store, keys, limits, now, onFault }: SessionStoreOptions): SessionStore {
  const entries = createSealedEntries({ store, keys, schema: sessionSchema, onFault })
  const endOf = ({ startedAt, usedAt }: Session): number => Math.min(usedAt + limits.idleMs, startedAt + limits.absoluteMs)
  const leftOf = (session: Session): number => Math.max(1, endOf(session) - now())
  const personKey = ({ tenantId, subject }: Pick<Session, 'tenantId' | 'subject'>): string => `${zone}:${tenantId}:sessions:${subject}`

  return {
    keyOf: (sessionId) => `${zone}:session:${hashOf(sessionId)}`,
    endOf,
    async add(key, session) {
      // The list first: a session that is not on it could not be ended from another browser.
      await store.addMember(personKey(session), key, limits.absoluteMs)
      await entries.set(key, session, leftOf(session))
    },
    async find(key) {
      const kept = await entries.find(key)
      return kept === undefined || endOf(kept.value) <= now() ? undefined : kept
    },
    change: (kept, session) => entries.replace(kept, session, leftOf(session)),
    async remove(kept) {
      const isRemoved = await entries.remove(kept)
      if (isRemoved) await store.removeMember(personKey(kept.value), kept.key)
      return isRemoved
    },
    async take(key) {
      const session = await entries.take(key)
      if (session !== undefined) await store.removeMember(personKey(session), key)
      return session
    },
    listOf: (person) => store.listMembers(personKey(person)),
    async lock(key) {
      const lockKey = `${key}:lock`
      const holder = randomUUID()
      if (!(await store.setIfAbsent(lockKey, holder, lockMs))) return undefined
      return {
        async [Symbol.asyncDispose]() {
          // A lock that is not given back ends by itself; the refresh that it was for has its outcome.
          await store.remove(lockKey, holder).catch(onFault)
        },
      }
    },
  }
}
