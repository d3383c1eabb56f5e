import { createHash } from 'node:crypto'
import { z } from 'zod'
import { createDiscovery, type IssuerEndpoints } from './discovery.ts'
import { readJson } from './read-json.ts'

/** The confidential client with which people sign in. */
export interface WebClient {
  readonly clientId: string
  readonly clientSecret: string
}

const tokensSchema = z.object({
  access_token: z.string().min(1).max(4_096),
  /** Absent from a refresh where the issuer keeps the old one. */
  refresh_token: z.string().min(1).max(8_192).optional(),
  /** Comes with a sign-in alone. */
  id_token: z.string().min(1).max(8_192).optional(),
})

export interface IssuedTokens {
  readonly accessToken: string
  readonly refreshToken: string | undefined
  readonly idToken: string | undefined
}

/** The issuer has answered, and the answer is no. Any other failure is an outage, its own or ours. */
export class IssuerRefused extends Error {}

export interface IssuerClientOptions {
  readonly issuer: string
  readonly client: () => Promise<WebClient>
  /** Address at the issuer's redirect list, of `GET /session/callback`. */
  readonly redirectUri: string
  readonly fetch: typeof fetch
  /** Milliseconds since 1970. */
  readonly now: () => number
}

export interface Authorization {
  readonly company: string
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

/** What sessions need of an OpenID provider in the shape of a Cognito user pool. Every call has a deadline. */
export interface IssuerClient {
  readonly endpoints: () => Promise<IssuerEndpoints>
  /** Where a browser goes to sign in: authorization code with PKCE (RFC 7636, S256), state and nonce. */
  authorizationAddress(authorization: Authorization): Promise<string>
  exchange(code: string, verifier: string): Promise<IssuedTokens>
  refresh(refreshToken: string): Promise<IssuedTokens>
  /** Voids a refresh token (RFC 7009). */
  revoke(refreshToken: string, signal: AbortSignal): Promise<void>
}

const scope = 'openid hemisphere/graph'
/** A user pool gives its trigger five seconds. */
const timeoutMs = 7_000

export function createIssuerClient(options: IssuerClientOptions): IssuerClient {
  const { client, redirectUri, fetch } = options
  const endpoints = createDiscovery(options)

  async function post(address: string, form: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Response> {
    const { clientId, clientSecret } = await client()
    // RFC 6749, 2.3.1: both parts are form-encoded before they are joined.
    const basic = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`).toString('base64')
    const headers = { authorization: `Basic ${basic}`, accept: 'application/json' }
    return fetch(address, { method: 'POST', body: new URLSearchParams(form), headers, redirect: 'error', signal })
  }

  async function askForTokens(form: Readonly<Record<string, string>>): Promise<IssuedTokens> {
    const answer = await post((await endpoints()).token, form, AbortSignal.timeout(timeoutMs))
    const body = await readJson(answer)
    if (!answer.ok) throw toFailure(answer.status, body)
    const parsed = tokensSchema.safeParse(body)
    if (!parsed.success) throw new Error(`the issuer's tokens are of another form: ${z.prettifyError(parsed.error)}`)
    return { accessToken: parsed.data.access_token, refreshToken: parsed.data.refresh_token, idToken: parsed.data.id_token }
  }

  return {
    endpoints,
    async authorizationAddress({ company, state, nonce, verifier }) {
      const address = new URL((await endpoints()).authorization)
      const challenge = createHash('sha256').update(verifier).digest('base64url')
      const parameters = {
        response_type: 'code',
        client_id: (await client()).clientId,
        redirect_uri: redirectUri,
        scope,
        state,
        nonce,
        code_challenge: challenge,
        code_challenge_method: 'S256',
        company,
        // The issuer's own cookie would sign a person in again who has signed out, or was away for too long.
        prompt: 'login',
      }
      for (const [name, value] of Object.entries(parameters)) address.searchParams.set(name, value)
      return address.href
    },
    exchange: (code, verifier) =>
      askForTokens({ grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier }),
    refresh: (refreshToken) => askForTokens({ grant_type: 'refresh_token', refresh_token: refreshToken }),
    async revoke(refreshToken, signal) {
      const answer = await post((await endpoints()).revocation, { token: refreshToken, token_type_hint: 'refresh_token' }, signal)
      await answer.body?.cancel()
      if (!answer.ok) throw new Error(`the issuer answered ${answer.status} when asked to void a refresh token`)
    },
  }
}

const errorSchema = z.object({ error: z.string(), error_description: z.string().optional() })

/** A user pool says `invalid_grant` also when its trigger failed; the trigger's own words tell an outage apart. */
const outage = /does not answer|did not answer|timed out/i

function toFailure(status: number, body: unknown): Error {
  const parsed = errorSchema.safeParse(body)
  const { error, error_description: description = '' } = parsed.success ? parsed.data : { error: 'no error code' }
  const message = `the issuer answered ${status} with ${JSON.stringify(error.slice(0, 80))}`
  return error === 'invalid_grant' && !outage.test(description) ? new IssuerRefused(message) : new Error(message)
}
