import { errors, type Configuration, type KoaContextWithOIDC } from 'oidc-provider'
import { z } from 'zod'
import { cognitoClaims, type Claims } from './access-token-payload.ts'
import { LambdaFailed, type LambdaFunction } from './lambda.ts'
import { graphScope } from './scopes.ts'
import { runTrigger, type TriggerInput } from './trigger.ts'
import { usernameOf, type UserPool } from './user-pool.ts'

export interface CustomizeOptions {
  readonly issuer: string
  readonly zone: string
  readonly region: string
  readonly pool: UserPool
  readonly trigger: LambdaFunction
}

type Customizer = NonNullable<NonNullable<NonNullable<Configuration['formats']>['customizers']>['jwt']>
type Token = Parameters<Customizer>[1]

/**
 * Gives an access token Cognito's claims and what the trigger adds to them. A trigger that throws leaves no token.
 */
export async function customizeAccessToken(
  options: CustomizeOptions,
  ctx: KoaContextWithOIDC,
  token: Token,
  parts: Parameters<Customizer>[2],
): Promise<void> {
  const { issuer, region, zone, pool, trigger } = options
  const payload = payloadSchema.parse(parts.payload)
  const person = token.kind === 'AccessToken' ? pool.findUser(token.accountId) : undefined
  if (token.kind === 'AccessToken' && person === undefined) throw new errors.InvalidGrant('the account is gone')
  const { AuthorizationCode: code, RefreshToken: refreshToken } = ctx.oidc.entities
  const source = refreshToken ?? code
  const scopes = (source?.scope ?? token.scope ?? graphScope).split(' ')
  const claims = cognitoClaims({
    issuer,
    person: person === undefined ? undefined : { sub: person.sub, username: usernameOf(person) },
    clientId: payload.client_id,
    scopes,
    grantId: token.kind === 'AccessToken' ? token.grantId : undefined,
    authTime: source?.authTime,
    issuedAt: payload.iat,
    expiresAt: payload.exp,
  })
  const refreshing = ctx.oidc.params?.['grant_type'] === 'refresh_token'
  const input: TriggerInput = {
    source:
      person === undefined
        ? 'TokenGeneration_ClientCredentials'
        : refreshing
          ? 'TokenGeneration_RefreshTokens'
          : 'TokenGeneration_HostedAuth',
    region,
    userPoolId: `${region}_${zone}`,
    clientId: payload.client_id,
    user: person,
    scopes,
    clientMetadata: clientMetadataOf(ctx),
  }
  setPayload(parts.payload, await runTrigger(trigger, input, claims).catch(refuse), payload.aud)
}

const payloadSchema = z.object({ client_id: z.string(), iat: z.int(), exp: z.int(), aud: z.string() })

function clientMetadataOf(ctx: KoaContextWithOIDC): Readonly<Record<string, string>> | undefined {
  const text = ctx.oidc.body?.['aws_client_metadata']
  if (typeof text !== 'string') return undefined
  try {
    return z.record(z.string(), z.string()).parse(JSON.parse(text))
  } catch (cause) {
    throw new errors.InvalidRequest('aws_client_metadata is not a JSON object of texts', undefined, { cause })
  }
}

/** Cognito's words for a trigger that threw; one that did not end is the issuer's own fault. */
function refuse(error: unknown): never {
  if (error instanceof LambdaFailed && error.kind === 'thrown') {
    throw new errors.CustomOIDCProviderError('invalid_grant', `PreTokenGeneration failed with error ${error.message}.`)
  }
  throw error
}

function setPayload(payload: Record<string, unknown>, claims: Claims, audience: string): void {
  for (const name of Object.keys(payload)) delete payload[name]
  Object.assign(payload, claims)
  // The library insists on an audience; Cognito's access tokens have none: it sees one that is not written.
  Object.defineProperty(payload, 'aud', { value: audience, writable: true, enumerable: false })
}
