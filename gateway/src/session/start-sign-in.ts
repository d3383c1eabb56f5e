import { z } from 'zod'
import { returnAddress } from './return-path.ts'
import { newZonedId, signInCookieLine } from './session-cookies.ts'
import type { Sessions } from './sessions.ts'
import { SignInFault } from './sign-in-fault.ts'
import { signInMs } from './sign-in-store.ts'

/** Where a browser goes next, and what it is given on the way. */
export interface Departure {
  readonly location: string
  readonly cookies: readonly string[]
}

const querySchema = z.object({
  company: z.string().regex(/^[a-z\d](?:-?[a-z\d]){0,62}$/),
  return: z.string().optional(),
})

/**
 * Sends a browser to the issuer. State, nonce and PKCE verifier stay here, under a random id that this browser alone holds.
 * The session that it had until now ends when the new one begins.
 */
export async function startSignIn(sessions: Sessions, query: unknown, earlierSessionId: string | undefined): Promise<Departure> {
  const { zone, publicOrigin, signIns, store, issuer, randomBytes } = sessions
  const parsed = querySchema.safeParse(query)
  if (!parsed.success) throw new SignInFault('malformed', 'a sign-in got no company, wanted its slug')
  const { company, return: wanted } = parsed.data
  const random = (): string => randomBytes(32).toString('base64url')
  const [state, nonce, verifier] = [random(), random(), random()]
  const location = await issuer.authorizationAddress({ company, state, nonce, verifier }).catch((cause: unknown) => {
    throw new SignInFault('unavailable', 'the issuer does not answer', { cause })
  })
  const signInId = newZonedId(zone, randomBytes)
  await signIns
    .begin(signInId, {
      state,
      nonce,
      verifier,
      returnTo: returnAddress(wanted, publicOrigin),
      ...(earlierSessionId === undefined ? {} : { earlierSession: store.keyOf(earlierSessionId) }),
    })
    .catch((cause: unknown) => {
      throw new SignInFault('unavailable', 'the session store does not answer', { cause })
    })
  return { location, cookies: [signInCookieLine(signInId, signInMs)] }
}
