import { createHash, randomBytes } from 'node:crypto'
import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose'
import { z } from 'zod'

/** A company's own identity provider, as the zone's issuer is its client. */
export interface CompanyProvider {
  /** Cognito's ProviderName; whom the provider vouches for is called `<name>_<subject>` here. */
  readonly name: string
  /** Cognito's IdpIdentifiers: the slugs of the company. */
  readonly identifiers: readonly string[]
  /** The provider's `iss`, and where its discovery document is. */
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
}

/** What has to be remembered of a request until its answer comes back. */
export interface PendingRequest {
  readonly nonce: string
  readonly verifier: string
}

export interface VouchedPerson {
  readonly subject: string
  /** Empty when the provider does not tell. */
  readonly email: string
}

export interface RelyingParty {
  /** Where the browser goes to; `state` comes back with it. */
  authorizationUrl(state: string, loginHint: string): Promise<PendingRequest & { readonly url: URL }>
  /** Who is vouched for by the provider's answer, which is checked in all its parts. */
  redeem(answer: URLSearchParams, pending: PendingRequest): Promise<VouchedPerson>
}

/** A company's provider did not answer, or not as it must; the message is for the person and says nothing of the answer. */
export class FederationFailed extends Error {
  readonly code: 'access_denied' | 'temporarily_unavailable'

  constructor(code: FederationFailed['code'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

const timeoutMs = 5_000
const maxAnswerBytes = 65_536
/** Cognito's limit of a user name. */
const maxUsernameLength = 128
const discoverySchema = z.object({ issuer: z.string(), authorization_endpoint: z.url(), token_endpoint: z.url(), jwks_uri: z.url() })
const tokensSchema = z.object({ id_token: z.string() })
const identitySchema = z.object({
  sub: z.string().min(1),
  nonce: z.string(),
  aud: z.union([z.string(), z.tuple([z.string()])]),
  email: z.string().max(254).optional(),
})

/**
 * The issuer as an OpenID client of a company's provider: authorization code with PKCE and nonce; the ID token is verified by
 * the provider's keys, RS256 alone, for this client as its one audience (OpenID Connect Core 1.0, section 3.1.3.7).
 */
export function createRelyingParty(provider: CompanyProvider, redirectUri: string, now: () => number): RelyingParty {
  const { name, issuer, clientId, clientSecret } = provider
  const keySets = new Map<string, JWTVerifyGetKey>()

  async function discover(): Promise<z.infer<typeof discoverySchema>> {
    const found = await readJson(`${issuer}/.well-known/openid-configuration`, {}, discoverySchema)
    if (found.issuer !== issuer) throw new FederationFailed('access_denied', `the identity provider ${name} says that it is another one`)
    return found
  }

  async function readJson<Schema extends z.ZodType>(url: string, init: RequestInit, schema: Schema): Promise<z.infer<Schema>> {
    const answer = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) }).catch((cause: unknown) => {
      throw new FederationFailed('temporarily_unavailable', `the identity provider ${name} does not answer`, { cause })
    })
    const text = answer.ok ? await answer.text() : ''
    try {
      if (text.length > maxAnswerBytes) throw new Error(`got ${text.length} bytes, wanted at most ${maxAnswerBytes}`)
      return schema.parse(JSON.parse(text))
    } catch (cause) {
      const code = answer.status >= 500 ? 'temporarily_unavailable' : 'access_denied'
      throw new FederationFailed(code, `the identity provider ${name} gave an answer that is none`, { cause })
    }
  }

  function keysAt(url: string): JWTVerifyGetKey {
    const keys = keySets.get(url) ?? createRemoteJWKSet(new URL(url), { cooldownDuration: 2_000, timeoutDuration: timeoutMs })
    keySets.set(url, keys)
    return keys
  }

  async function identify(idToken: string, keys: JWTVerifyGetKey, nonce: string): Promise<VouchedPerson> {
    try {
      const options = { issuer, audience: clientId, algorithms: ['RS256'], currentDate: new Date(now()), clockTolerance: 30 }
      const { payload } = await jwtVerify(idToken, keys, { ...options, requiredClaims: ['exp', 'iat', 'sub'] })
      const claims = identitySchema.parse(payload)
      if (claims.nonce !== nonce) throw new errors.JWTClaimValidationFailed('got the nonce of another request', payload, 'nonce')
      if (name.length + 1 + claims.sub.length > maxUsernameLength) {
        throw new errors.JWTClaimValidationFailed(`got a subject of ${claims.sub.length} characters`, payload, 'sub')
      }
      return { subject: claims.sub, email: claims.email ?? '' }
    } catch (cause) {
      const isRefused = (cause instanceof errors.JOSEError && !(cause instanceof errors.JWKSTimeout)) || cause instanceof z.ZodError
      if (!isRefused) throw new FederationFailed('temporarily_unavailable', `the identity provider ${name} does not answer`, { cause })
      throw new FederationFailed('access_denied', `the identity provider ${name} gave an identity that is not valid`, { cause })
    }
  }

  return {
    async authorizationUrl(state, loginHint) {
      const url = new URL((await discover()).authorization_endpoint)
      const [nonce, verifier] = [randomBytes(16).toString('base64url'), randomBytes(32).toString('base64url')]
      const parameters = {
        client_id: clientId,
        response_type: 'code',
        redirect_uri: redirectUri,
        scope: 'openid email',
        state,
        nonce,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
        ...(loginHint === '' ? {} : { login_hint: loginHint }),
      }
      for (const [parameter, value] of Object.entries(parameters)) url.searchParams.set(parameter, value)
      return { url, nonce, verifier }
    },
    async redeem(answer, { nonce, verifier }) {
      // RFC 9207: an answer of another provider must not be taken for one of this.
      if ((answer.get('iss') ?? issuer) !== issuer) {
        throw new FederationFailed('access_denied', `the answer came from another identity provider than ${name}`)
      }
      const code = answer.get('code')
      if (code === null) throw new FederationFailed('access_denied', `the sign-in at ${name} was not completed`)
      const { token_endpoint: tokenEndpoint, jwks_uri: jwksUri } = await discover()
      const credentials = `${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`
      const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier }
      const request = {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
        body: new URLSearchParams(form),
      }
      const { id_token: idToken } = await readJson(tokenEndpoint, request, tokensSchema)
      return identify(idToken, keysAt(jwksUri), nonce)
    },
  }
}
