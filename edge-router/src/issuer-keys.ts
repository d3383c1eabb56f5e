import type { KeyObject } from 'node:crypto'
import type { BakedData } from './baked-data.ts'
import { createBoundedMemory, type BoundedMemory } from './bounded-memory.ts'
import { fetchKeySet } from './fetch-key-set.ts'
import { readVerificationKey } from './verification-key.ts'

export interface IssuerKeysOptions {
  readonly baked: BakedData['keys']
  /** Where each issuer publishes its keys, from the region map: no other address is ever asked. */
  readonly jwksUris: ReadonlyMap<string, string>
  readonly fetch: typeof fetch
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly onFault: (fault: Error) => void
  readonly maxUnknownKeyIds?: number
}

export interface IssuerKeys {
  /** Whether tokens of this issuer are taken at all. */
  knows(issuer: string): boolean
  /** A key that is at hand. */
  find(issuer: string, keyId: string): KeyObject | undefined
  /** The same, after asking a known issuer for its keys where that may help and is not too soon. It never throws. */
  lookUp(issuer: string, keyId: string): Promise<KeyObject | undefined>
  /** Another number whenever an issuer's keys have changed: what was verified before may not be any more. */
  readonly generation: number
}

const refetchEveryMs = 60_000
const fetchTimeoutMs = 800
const unknownForMs = 300_000
const staleAfterMs = 86_400_000

interface IssuerState {
  readonly baked: ReadonlyMap<string, KeyObject>
  /** The last good set that was fetched. It is younger than the baked one, so a key that it lacks was taken back. */
  fetched?: { readonly keys: ReadonlyMap<string, KeyObject>; readonly at: number }
  fetching?: Promise<void> | undefined
  askedAt?: number
  /** Key ids that a good answer didn't have, and until when the issuer is not asked for them again. */
  readonly unknown: BoundedMemory<number>
}

/**
 * The issuers' keys by issuer and key id: those of the build, and for a key id that is not among them those that the issuer
 * publishes, asked for once in 60 s whatever the number of requests. A fetched set serves for 24 h when no other can be had.
 */
export function createIssuerKeys({ baked, jwksUris, fetch, now, onFault, maxUnknownKeyIds = 500 }: IssuerKeysOptions): IssuerKeys {
  const states = new Map(Object.entries(baked).map(([issuer, keys]) => [issuer, readBaked(issuer, keys, maxUnknownKeyIds)]))
  let generation = 0

  function find(issuer: string, keyId: string): KeyObject | undefined {
    const state = states.get(issuer)
    if (state === undefined) return undefined
    const { fetched } = state
    if (fetched === undefined) return state.baked.get(keyId)
    if (now() < fetched.at + staleAfterMs) return fetched.keys.get(keyId)
    // What was taken back stays so.
    return fetched.keys.has(keyId) ? state.baked.get(keyId) : undefined
  }

  async function refetch(issuer: string, state: IssuerState, jwksUri: string): Promise<void> {
    try {
      state.fetched = { keys: await fetchKeySet(jwksUri, { fetch, timeoutMs: fetchTimeoutMs }), at: now() }
      generation += 1
    } catch (error) {
      onFault(new Error(`the keys of ${issuer} stay as they were`, { cause: error }))
    }
  }

  async function lookUp(issuer: string, keyId: string): Promise<KeyObject | undefined> {
    const found = find(issuer, keyId)
    const state = states.get(issuer)
    const jwksUri = jwksUris.get(issuer)
    if (found !== undefined || state === undefined || jwksUri === undefined) return found
    if (state.fetching === undefined) {
      const time = now()
      if (state.askedAt !== undefined && time < state.askedAt + refetchEveryMs) return undefined
      if (time < (state.unknown.get(keyId) ?? 0)) return undefined
      state.askedAt = time
      state.fetching = refetch(issuer, state, jwksUri).finally(() => {
        state.fetching = undefined
      })
    }
    const before = state.fetched
    await state.fetching
    const key = find(issuer, keyId)
    // A failed fetch says nothing about the key id.
    if (key === undefined && state.fetched !== before) state.unknown.set(keyId, now() + unknownForMs)
    return key
  }

  return {
    knows: (issuer) => states.has(issuer),
    find,
    lookUp,
    get generation() {
      return generation
    },
  }
}

function readBaked(issuer: string, jwks: BakedData['keys'][string], maxUnknownKeyIds: number): IssuerState {
  const keys = Object.entries(jwks).map(([keyId, jwk]): [string, KeyObject] => {
    const key = readVerificationKey(jwk)
    if (key === undefined) throw new Error(`the key ${keyId} of ${issuer} does not verify RS256`)
    return [keyId, key]
  })
  return { baked: new Map(keys), unknown: createBoundedMemory(maxUnknownKeyIds) }
}
