import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { errorCodeOf, graphqlError } from '@hemisphere/kit/error.ts'
import { GraphQLError } from 'graphql'
import type { AccessClaims } from '../auth/access-claims.ts'
import { endSessions, stored, voidAtIssuer } from './end-session.ts'
import { IssuerRefused, type IssuedTokens } from './issuer-client.ts'
import type { KeptSession, Session } from './session-store.ts'
import type { Sessions } from './sessions.ts'

/** The session with a token that the browser does not have yet; undefined when it has ended. */
export type RefreshOutcome = Session | undefined

export interface RefreshInput {
  readonly sessionId: string
  /** The access token that the browser holds, if any. */
  readonly accessToken: string | undefined
}

/** A token that is about to end is of no use to the tab that comes for it. */
const minTokenLeftMs = 30_000
const waitMs = 50
/** Above the time that one refresh takes at most. */
const waitLimitMs = 12_000

/**
 * Gives a browser a fresh access token. Who holds the latest one gets a new one from the issuer; who holds an older one, or
 * none, gets the latest: so tabs that come at once, to any gateways, cost one refresh. The issuer's refusal ends the session;
 * when the issuer or the store does not answer, the session stays and the answer is REGION_UNAVAILABLE.
 */
export function refreshSession(sessions: Sessions, { sessionId, accessToken }: RefreshInput): Promise<RefreshOutcome> {
  const key = sessions.store.keyOf(sessionId)
  const held = accessToken === undefined ? '' : createHash('sha256').update(accessToken).digest('base64url')
  return sessions.shareRefresh(`${key} ${held}`, () => obtain(sessions, key, accessToken))
}

async function obtain(sessions: Sessions, key: string, held: string | undefined): Promise<RefreshOutcome> {
  const { store, now } = sessions
  const signal = AbortSignal.timeout(waitLimitMs)
  const isNews = ({ accessToken, tokenExpiresAt }: Session): boolean => accessToken !== held && tokenExpiresAt - now() > minTokenLeftMs

  for (;;) {
    const kept = await stored(sessions, () => store.find(key))
    if (kept === undefined || isNews(kept.value)) return kept?.value
    await using lock = await stored(sessions, () => store.lock(key))
    if (lock !== undefined) {
      const current = await stored(sessions, () => store.find(key))
      return current === undefined || isNews(current.value) ? current?.value : await renew(sessions, current)
    }
    // Another gateway refreshes it: its outcome shows in the session, or in the lock that it gives back.
    await delay(waitMs, undefined, { signal }).catch((cause: unknown) => {
      throw unavailable('the session is being refreshed for too long', cause)
    })
  }
}

async function renew(sessions: Sessions, kept: KeptSession): Promise<RefreshOutcome> {
  const { store, issuer, now } = sessions
  const session = kept.value
  let tokens: IssuedTokens
  try {
    tokens = await issuer.refresh(session.refreshToken)
  } catch (cause) {
    if (!(cause instanceof IssuerRefused)) throw tell(sessions, cause)
    await stored(sessions, () => endSessions(sessions, [kept.key]))
    return undefined
  }
  const refreshToken = tokens.refreshToken ?? session.refreshToken
  const claims = await verify(sessions, tokens).catch(async (cause: unknown) => {
    // An issuer that gives a new refresh token takes the old one back: the new one must not be lost with this request.
    if (refreshToken !== session.refreshToken) await stored(sessions, () => store.change(kept, { ...session, refreshToken }))
    throw cause
  })
  if (claims.subject !== session.subject || claims.tenantId !== session.tenantId || claims.zone !== sessions.zone) {
    await stored(sessions, () => endSessions(sessions, [kept.key]))
    return undefined
  }
  const renewed: Session = {
    ...session,
    refreshToken,
    accessToken: tokens.accessToken,
    tokenExpiresAt: claims.expiresAt,
    originJti: claims.originJti,
    usedAt: now(),
  }
  if (await stored(sessions, () => store.change(kept, renewed))) return renewed
  const other = await stored(sessions, () => store.find(kept.key))
  if (other !== undefined) return other.value
  // It has ended meanwhile, and must not come back: what was just issued goes, too.
  await stored(sessions, () => sessions.revocations.revoke(renewed, renewed.tokenExpiresAt))
  await voidAtIssuer(sessions, [refreshToken])
  return undefined
}

async function verify({ verifyAccessToken }: Sessions, { accessToken }: IssuedTokens): Promise<AccessClaims> {
  try {
    return await verifyAccessToken(accessToken)
  } catch (cause) {
    if (cause instanceof GraphQLError && errorCodeOf(cause) === 'REGION_UNAVAILABLE') throw cause
    throw new Error('the issuer gave an access token that is not valid', { cause })
  }
}

function tell({ onFault }: Sessions, fault: unknown): Error {
  onFault(fault, 'a session was not refreshed')
  return unavailable('the session can not be refreshed now', fault)
}

function unavailable(message: string, cause: unknown): Error {
  return graphqlError('REGION_UNAVAILABLE', message, { cause, retryAfterSeconds: 5 })
}
