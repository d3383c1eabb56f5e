import { graphqlError } from '@hemisphere/kit/error.ts'
import type { KeyValueStore } from '@hemisphere/kit/key-value-store.ts'
import { LRUCache } from 'lru-cache'
import type { AccessClaims } from '../auth/access-claims.ts'
import { singleFlight } from '../directory/single-flight.ts'

export interface RevocationsOptions {
  readonly zone: string
  readonly store: KeyValueStore
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Told that the store does not answer, once in a while. */
  readonly onFault: (fault: unknown) => void
}

/** A sign-in by what its tokens say of it. */
export interface SignInName {
  readonly tenantId: string
  readonly originJti?: string | undefined
}

/** Sign-ins that have ended while tokens of theirs are not yet old. */
export interface Revocations {
  /** Refuses all tokens of a sign-in from now on, here at once, in other gateways within five seconds. */
  revoke(signIn: SignInName, latestExpiry: number): Promise<void>
  /** UNAUTHENTICATED for a token of a sign-in that has ended. While the store does not answer a token lives until it expires. */
  check(claims: AccessClaims): Promise<void>
}

const askAgainMs = 5_000
const tellAgainMs = 10_000
/** For tokens that are being made while the sign-in ends, and for clocks that differ. */
const tokenLifeMs = 5 * 60_000
const slackMs = 60_000
const maxKnown = 20_000

export function createRevocations({ zone, store, now, onFault }: RevocationsOptions): Revocations {
  const known = new LRUCache<string, { readonly isRevoked: boolean; readonly askedAt: number }>({ max: maxKnown })
  const share = singleFlight<boolean>()
  let toldAt = -Infinity

  async function ask(key: string): Promise<boolean> {
    const askedAt = now()
    const found = await store.get(key).catch((fault: unknown) => {
      if (now() - toldAt >= tellAgainMs) {
        toldAt = now()
        onFault(fault)
      }
      return undefined
    })
    // It may have been revoked here while the store was asked.
    const isRevoked = found !== undefined || known.get(key)?.isRevoked === true
    known.set(key, { isRevoked, askedAt })
    return isRevoked
  }

  function isRevoked(key: string): Promise<boolean> | boolean {
    const entry = known.get(key)
    if (entry !== undefined && (entry.isRevoked || now() - entry.askedAt < askAgainMs)) return entry.isRevoked
    return share(key, () => ask(key))
  }

  function keyOf(tenantId: string, originJti: string): string {
    return `${zone}:${tenantId}:signed-out:${originJti}`
  }

  return {
    async revoke({ tenantId, originJti }, latestExpiry) {
      if (originJti === undefined) return
      const key = keyOf(tenantId, originJti)
      known.set(key, { isRevoked: true, askedAt: now() })
      await store.set(key, '1', Math.ceil(Math.max(latestExpiry - now(), tokenLifeMs) + slackMs))
    },
    async check({ tenantId, originJti }) {
      if (originJti === undefined || !(await isRevoked(keyOf(tenantId, originJti)))) return
      throw graphqlError('UNAUTHENTICATED', 'the sign-in of this access token has ended, wanted a new sign-in')
    },
  }
}
