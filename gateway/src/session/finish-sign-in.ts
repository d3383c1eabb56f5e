import { timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { endSessions, voidAtIssuer } from './end-session.ts'
import { IssuerRefused, type IssuedTokens } from './issuer-client.ts'
import type { KeptEntry } from './sealed-entries.ts'
import { endedSignInLine, hashOf, newZonedId, sessionCookieLines } from './session-cookies.ts'
import type { Session } from './session-store.ts'
import type { Sessions } from './sessions.ts'
import { SignInFault } from './sign-in-fault.ts'
import type { BegunSignIn } from './sign-in-store.ts'
import type { Departure } from './start-sign-in.ts'

const querySchema = z.object({
  state: z.string().min(1).max(128),
  iss: z.string().max(2_048).optional(),
  code: z
    .string()
    .regex(/^[\x21-\x7e]{1,2048}$/)
    .optional(),
  error: z.string().max(128).optional(),
})

export interface Arrival extends Departure {
  readonly tenantId: string
}

/**
 * The way back from the issuer: exchanges the code, once, for the browser that began with this state, and begins a session
 * under a new id. SignInFault when any of it does not hold.
 */
export async function finishSignIn(sessions: Sessions, query: unknown, signInId: string | undefined): Promise<Arrival> {
  const parsed = querySchema.safeParse(query)
  if (!parsed.success) throw new SignInFault('malformed', 'the way back from the issuer is not of the form of one')
  const { state, iss, code, error } = parsed.data
  const begun = await findBegun(sessions, signInId, state)
  await checkIssuer(sessions, iss)
  if (!(await available(sessions.signIns.claim(begun)))) throw new SignInFault('ended', 'a sign-in came back twice')
  const { nonce, verifier, returnTo, earlierSession } = begun.value
  if (error !== undefined) throw new SignInFault(error === 'access_denied' ? 'cancelled' : 'refused', 'the issuer sent an error back')
  if (code === undefined) throw new SignInFault('malformed', 'the issuer sent no code back')

  const tokens = await exchange(sessions, code, verifier)
  try {
    return await begin(sessions, { tokens, nonce, returnTo, earlierSession })
  } catch (fault) {
    // Nobody will ever use it.
    if (tokens.refreshToken !== undefined) await voidAtIssuer(sessions, [tokens.refreshToken])
    throw fault
  }
}

interface Beginning extends Pick<BegunSignIn, 'nonce' | 'returnTo' | 'earlierSession'> {
  readonly tokens: IssuedTokens
}

async function begin(sessions: Sessions, { tokens, nonce, returnTo, earlierSession }: Beginning): Promise<Arrival> {
  const { zone, now, randomBytes, store, onFault } = sessions
  const claims = await sessions.verifySignIn(tokens, nonce)
  const { accessToken, refreshToken } = tokens
  if (refreshToken === undefined) throw new SignInFault('internal', 'the issuer gave no refresh token')
  const sessionId = newZonedId(zone, randomBytes)
  const session: Session = {
    refreshToken,
    accessToken,
    tokenExpiresAt: claims.expiresAt,
    originJti: claims.originJti,
    subject: claims.subject,
    tenantId: claims.tenantId,
    startedAt: now(),
    usedAt: now(),
  }
  await available(store.add(store.keyOf(sessionId), session))
  if (earlierSession !== undefined) {
    // Left alone, it ends by its time-outs: the new session does not wait for that.
    await endSessions(sessions, [earlierSession]).catch((fault: unknown) => onFault(fault, 'an earlier session was not ended'))
  }
  const cookies = sessionCookieLines({
    sessionId,
    accessToken,
    tokenLeftMs: session.tokenExpiresAt - now(),
    sessionLeftMs: store.endOf(session) - now(),
  })
  return { location: returnTo, cookies: [endedSignInLine, ...cookies], tenantId: session.tenantId }
}

/** Only the browser that began it, and only with its own state: a link made by another leads nowhere. */
async function findBegun({ signIns }: Sessions, signInId: string | undefined, state: string): Promise<KeptEntry<BegunSignIn>> {
  const begun = signInId === undefined ? undefined : await available(signIns.find(signInId))
  const isSame = begun !== undefined && timingSafeEqual(Buffer.from(hashOf(begun.value.state)), Buffer.from(hashOf(state)))
  if (!isSame) throw new SignInFault('ended', 'a sign-in came back that this browser has not begun')
  return begun
}

/** RFC 9207: the answer is of the issuer that was asked. */
async function checkIssuer({ issuer, issuerName }: Sessions, iss: string | undefined): Promise<void> {
  const { alwaysNamesItself } = await available(issuer.endpoints())
  if (iss === undefined ? alwaysNamesItself : iss !== issuerName) throw new SignInFault('ended', 'a sign-in came back from another issuer')
}

function exchange({ issuer }: Sessions, code: string, verifier: string): Promise<IssuedTokens> {
  return issuer.exchange(code, verifier).catch((cause: unknown) => {
    if (cause instanceof IssuerRefused) throw new SignInFault('refused', 'the issuer refused the code', { cause })
    throw new SignInFault('unavailable', 'the issuer does not answer', { cause })
  })
}

async function available<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (cause) {
    throw new SignInFault('unavailable', 'the session store or the issuer does not answer', { cause })
  }
}
