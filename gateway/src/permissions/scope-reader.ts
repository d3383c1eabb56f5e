import { graphqlError } from '@hemisphere/kit/error.ts'
import type { KeyValueStore } from '@hemisphere/kit/key-value-store.ts'
import { z } from 'zod'
import type { AccessClaims } from '../auth/access-claims.ts'
import type { PermissionSet } from '../directory/directory.ts'
import { singleFlight } from '../directory/single-flight.ts'

export interface ScopeReaderOptions {
  readonly zone: string
  readonly store: KeyValueStore
  readonly find: (tenantId: string, permissionSetId: string) => Promise<PermissionSet | undefined>
  /** Told each failed read or write of the store, and each failed look-up. */
  readonly onFault: (error: unknown) => void
  /** How long scopes are kept; a right that was taken away ends so soon at the latest. */
  readonly maxAgeMs?: number
}

/** The scopes of the permission set that a token names. */
export type ScopeReader = (claims: AccessClaims) => Promise<readonly string[]>

const scopesText = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.array(z.string()))

/**
 * Scopes by tenant, set and epoch: from the shared store, else from the directory, which then fills the store.
 * A set that is gone or whose epoch has moved on is UNAUTHENTICATED (sign in again); no directory is REGION_UNAVAILABLE.
 */
export function createScopeReader({ zone, store, find, onFault, maxAgeMs = 60_000 }: ScopeReaderOptions): ScopeReader {
  const share = singleFlight<readonly string[]>()

  async function findKept(key: string): Promise<readonly string[] | undefined> {
    try {
      const text = await store.get(key)
      return text === undefined ? undefined : scopesText.parse(text)
    } catch (error) {
      // The store saves time alone: without it the directory answers.
      onFault(error)
      return undefined
    }
  }

  async function lookUp(key: string, { tenantId, permissionSetId, permissionEpoch }: AccessClaims): Promise<readonly string[]> {
    const kept = await findKept(key)
    if (kept !== undefined) return kept
    const set = await find(tenantId, permissionSetId).catch((cause: unknown) => {
      onFault(cause)
      throw unavailable(cause)
    })
    if (set === undefined || set.epoch > permissionEpoch) {
      throw graphqlError('UNAUTHENTICATED', 'the rights of this account have changed, wanted a new sign-in')
    }
    // The token is fresher than the copy of the directory at hand, which follows soon.
    if (set.epoch < permissionEpoch) throw unavailable()
    await store.set(key, JSON.stringify(set.scopes), maxAgeMs).catch(onFault)
    return set.scopes
  }

  return (claims) => {
    const key = `${zone}:${claims.tenantId}:${claims.permissionSetId}:${claims.permissionEpoch}:scopes`
    return share(key, () => lookUp(key, claims))
  }
}

function unavailable(cause?: unknown): Error {
  return graphqlError('REGION_UNAVAILABLE', 'the rights of this account can not be looked up now', { cause, retryAfterSeconds: 5 })
}
