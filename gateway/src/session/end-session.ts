import { graphqlError } from '@hemisphere/kit/error.ts'
import type { Session } from './session-store.ts'
import type { Sessions } from './sessions.ts'

const issuerMs = 4_000
const atOnce = 8

/**
 * Ends sessions: their tokens are refused from now on and nothing refreshes them, for certain; their refresh tokens are voided
 * at the issuer as far as it answers in time. A session that has ended already is passed over. Rejects while the store does
 * not answer, and may then be repeated.
 */
export async function endSessions(sessions: Sessions, keys: readonly string[]): Promise<void> {
  const ended = await Promise.all(keys.map((key) => endOne(sessions, key)))
  await voidAtIssuer(
    sessions,
    ended.flatMap((session) => (session === undefined ? [] : [session.refreshToken])),
  )
}

async function endOne({ store, revocations }: Sessions, key: string): Promise<Session | undefined> {
  const kept = await store.find(key)
  // Before it is taken: what fails here can be repeated.
  if (kept !== undefined) await revocations.revoke(kept.value, kept.value.tokenExpiresAt)
  return store.take(key)
}

/** Voids refresh tokens at the issuer, a few at once; what fails is told, not thrown. */
export async function voidAtIssuer({ issuer, onFault }: Sessions, refreshTokens: readonly string[]): Promise<void> {
  const signal = AbortSignal.timeout(issuerMs)
  for (let start = 0; start < refreshTokens.length; start += atOnce) {
    const some = refreshTokens.slice(start, start + atOnce)
    await Promise.all(
      some.map((token) =>
        issuer.revoke(token, signal).catch((fault: unknown) => onFault(fault, 'a refresh token was not voided at the issuer')),
      ),
    )
  }
}

/**
 * Signs this browser out. Without its session, which may have ended by itself, the sign-in of its access token is refused
 * from now on all the same.
 */
export async function signOut(sessions: Sessions, sessionId: string, accessToken: string | undefined): Promise<void> {
  const { store, verifyAccessToken, revocations } = sessions
  const key = store.keyOf(sessionId)
  await stored(sessions, async () => {
    if ((await store.find(key)) !== undefined || accessToken === undefined) return endSessions(sessions, [key])
    // One that is not valid opens nothing as it is.
    const claims = await verifyAccessToken(accessToken).catch(() => undefined)
    if (claims !== undefined) await revocations.revoke(claims, claims.expiresAt)
  })
}

/** Signs the person of this session out of every browser; UNAUTHENTICATED when the session has ended. */
export async function signOutEverywhere(sessions: Sessions, sessionId: string): Promise<void> {
  const { store } = sessions
  const key = store.keyOf(sessionId)
  const kept = await stored(sessions, () => store.find(key))
  if (kept === undefined) throw graphqlError('UNAUTHENTICATED', 'the session has ended, wanted a new sign-in')
  await stored(sessions, async () => endSessions(sessions, [...new Set([...(await store.listOf(kept.value)), key])]))
}

/** REGION_UNAVAILABLE for what the session store does not answer. */
export async function stored<Result>({ onFault }: Sessions, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (cause) {
    onFault(cause, 'the session store failed')
    throw graphqlError('REGION_UNAVAILABLE', 'sessions can not be reached now', { cause, retryAfterSeconds: 5 })
  }
}
