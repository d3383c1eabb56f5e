import { createHash, randomUUID } from 'node:crypto'

export interface AccessTokenFacts {
  readonly issuer: string
  /** The person, absent for a client's own credentials. */
  readonly person: { readonly sub: string; readonly username: string } | undefined
  readonly clientId: string
  readonly scopes: readonly string[]
  /** What ties a token to the sign-in that it came from, through all refreshes. */
  readonly grantId: string | undefined
  /** Seconds since 1970. */
  readonly authTime: number | undefined
  readonly issuedAt: number
  readonly expiresAt: number
}

export type Claims = Readonly<Record<string, unknown>>

/** The claims that Cognito itself puts into an access token ("Understanding the access token", Cognito developer guide). */
export function cognitoClaims(facts: AccessTokenFacts): Claims {
  const { issuer, person, clientId, scopes, grantId, authTime, issuedAt, expiresAt } = facts
  return {
    sub: person?.sub ?? clientId,
    iss: issuer,
    version: 2,
    client_id: clientId,
    ...(grantId === undefined ? {} : { origin_jti: uuidOf(grantId) }),
    token_use: 'access',
    scope: scopes.join(' '),
    auth_time: authTime ?? issuedAt,
    exp: expiresAt,
    iat: issuedAt,
    jti: randomUUID(),
    ...(person === undefined ? {} : { username: person.username }),
  }
}

/** What a trigger can not change in an access token ("Pre token generation Lambda trigger", Cognito developer guide). */
const ownClaims: ReadonlySet<string> = new Set([
  'acr',
  'amr',
  'at_hash',
  'aud',
  'auth_time',
  'azp',
  'client_id',
  'device_key',
  'event_id',
  'exp',
  'iat',
  'identities',
  'iss',
  'jti',
  'nbf',
  'nonce',
  'origin_jti',
  'scope',
  'sub',
  'token_use',
  'username',
  'version',
])

const isOwn = (name: string): boolean => ownClaims.has(name) || name.startsWith('cognito:') || name.startsWith('dev:')

export interface ClaimOverrides {
  readonly claimsToAddOrOverride?: Claims | null | undefined
  readonly claimsToSuppress?: readonly string[] | null | undefined
  readonly scopesToAdd?: readonly string[] | null | undefined
  readonly scopesToSuppress?: readonly string[] | null | undefined
}

/** Claims after what a trigger asks for, as far as Cognito heeds it; the rest of it is passed over. */
export function applyOverrides(claims: Claims, overrides: ClaimOverrides): Claims {
  const changed: Record<string, unknown> = { ...claims }
  for (const [name, value] of Object.entries(overrides.claimsToAddOrOverride ?? {})) if (!isOwn(name)) changed[name] = value
  for (const name of overrides.claimsToSuppress ?? []) if (!isOwn(name)) delete changed[name]
  const scopes = new Set(String(claims['scope']).split(' ').filter(Boolean))
  for (const scope of overrides.scopesToAdd ?? []) scopes.add(scope)
  for (const scope of overrides.scopesToSuppress ?? []) scopes.delete(scope)
  return { ...changed, scope: [...scopes].join(' ') }
}

function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`
}
