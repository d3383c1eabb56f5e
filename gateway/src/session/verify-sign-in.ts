import { errorCodeOf } from '@hemisphere/kit/error.ts'
import { GraphQLError } from 'graphql'
import { errors, jwtVerify, type JWTVerifyGetKey } from 'jose'
import type { AccessClaims } from '../auth/access-claims.ts'
import type { AccessTokenVerifier } from '../auth/access-token.ts'
import type { IssuedTokens } from './issuer-client.ts'
import { SignInFault } from './sign-in-fault.ts'

export interface SignInVerifierOptions {
  readonly zone: string
  readonly issuer: string
  readonly clientId: () => Promise<string>
  readonly keys: JWTVerifyGetKey
  readonly verifyAccessToken: AccessTokenVerifier
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** The person behind the tokens of a sign-in with this nonce; SignInFault when they are not one person's of this zone. */
export type SignInVerifier = (tokens: IssuedTokens, nonce: string) => Promise<AccessClaims>

const leewaySeconds = 30

/** Verifies ID token (OpenID Connect Core 1.0, 3.1.3.7) and access token of one sign-in, and that they belong together. */
export function createSignInVerifier(options: SignInVerifierOptions): SignInVerifier {
  const { zone, issuer, clientId, keys, verifyAccessToken, now } = options

  async function subjectOf(idToken: string, nonce: string): Promise<string | undefined> {
    const { payload } = await jwtVerify(idToken, keys, {
      issuer,
      audience: await clientId(),
      algorithms: ['RS256'],
      clockTolerance: leewaySeconds,
      currentDate: new Date(now()),
      requiredClaims: ['sub', 'exp', 'iat', 'nonce'],
    })
    // Several audiences would mean that others may hold it, too.
    return payload['nonce'] === nonce && typeof payload.aud === 'string' ? payload.sub : undefined
  }

  return async ({ idToken, accessToken }, nonce) => {
    if (idToken === undefined) throw new SignInFault('internal', 'the issuer gave no ID token')
    try {
      const [subject, claims] = await Promise.all([subjectOf(idToken, nonce), verifyAccessToken(accessToken)])
      if (subject !== claims.subject || claims.kind !== 'user')
        throw new SignInFault('internal', "the issuer's tokens do not belong together")
      if (claims.zone !== zone) throw new SignInFault('wrong-zone', 'a person of another zone has signed in here')
      return claims
    } catch (cause) {
      throw toFault(cause)
    }
  }
}

function toFault(cause: unknown): unknown {
  if (cause instanceof errors.JOSEError) return new SignInFault('internal', 'the ID token is not valid', { cause })
  if (!(cause instanceof GraphQLError)) return cause
  return errorCodeOf(cause) === 'UNAUTHENTICATED'
    ? new SignInFault('internal', 'the access token of a sign-in is not valid', { cause })
    : new SignInFault('unavailable', "the issuer's keys can not be read", { cause })
}
