import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { createBrowser, PageRefused } from './browser.ts'
import { clientIdOf, commandLineClient } from './client-id.ts'
import { companySlug } from './company-slug.ts'
import { graphScope } from './scopes.ts'

export interface Tokens {
  readonly accessToken: string
  /** Both absent for a client's own credentials. */
  readonly refreshToken: string | undefined
  readonly idToken: string | undefined
  readonly expiresInSeconds: number
}

export interface SignInInput {
  readonly edgeUrl: string
  readonly email: string
  readonly password: string
}

/** A sign-in that was refused, with the reason as the service told it. */
export class SignInRefused extends Error {}

const redirectUri = 'http://127.0.0.1/callback'
const timeoutMs = 15_000

/**
 * Signs a person in the way that a browser goes: the company's realm at the edge, the issuer's discovery, authorization code
 * with PKCE through the sign-in form, then the tokens. SignInRefused when the service says no.
 */
export async function signIn({ edgeUrl, email, password }: SignInInput): Promise<Tokens> {
  return signInAt(await discover(edgeUrl, companySlug(email)), { login_hint: email }, { email, password })
}

export interface FederatedSignInInput extends SignInInput {
  /** Slug of the company that the person belongs to; the address may be of any domain. */
  readonly company: string
}

/** The same by way of the company's own identity provider, where the password is typed. */
export async function signInFederated({ edgeUrl, company, email, password }: FederatedSignInInput): Promise<Tokens> {
  return signInAt(await discover(edgeUrl, company), { idp_identifier: company }, { email, password })
}

type Discovered = Awaited<ReturnType<typeof discover>>

async function signInAt(
  { authorizationEndpoint, tokenEndpoint, issuer }: Discovered,
  parameters: Readonly<Record<string, string>>,
  credentials: { readonly email: string; readonly password: string },
): Promise<Tokens> {
  const verifier = randomBytes(32).toString('base64url')
  const state = randomBytes(16).toString('base64url')
  const clientId = clientIdOf(commandLineClient)
  const authorize = new URL(authorizationEndpoint)
  authorize.search = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: `openid ${graphScope}`,
    state,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...parameters,
  }).toString()
  const callback = await passForm(authorize, credentials)

  if (callback.searchParams.get('state') !== state || callback.searchParams.get('iss') !== issuer) {
    throw new Error('the sign-in came back with the state or the issuer of another')
  }
  const code = callback.searchParams.get('code')
  if (code === null) throw new SignInRefused(callback.searchParams.get('error_description') ?? 'the issuer gave no code')
  return askForTokens(tokenEndpoint, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    client_id: clientId,
    code_verifier: verifier,
  })
}

/** Where the sign-in comes back to, after the form, wherever it is, was filled in. */
async function passForm(authorize: URL, credentials: { readonly email: string; readonly password: string }): Promise<URL> {
  const browser = createBrowser(redirectUri)
  try {
    const reached = await browser.follow(await browser.send(authorize))
    if (reached.href.startsWith(redirectUri)) return reached
    return await browser.follow(await browser.send(reached, { method: 'POST', body: new URLSearchParams(credentials) }))
  } catch (error) {
    if (error instanceof PageRefused) throw new SignInRefused(error.message, { cause: error })
    throw error
  }
}

export interface ClientCredentialsInput {
  readonly edgeUrl: string
  /** Name and company, such as `partner@nordhem`. */
  readonly client: string
  readonly secret: string
}

/** A token for a client in its own name. SignInRefused when the service says no. */
export async function clientCredentials({ edgeUrl, client, secret }: ClientCredentialsInput): Promise<Tokens> {
  const { tokenEndpoint } = await discover(edgeUrl, client.slice(client.lastIndexOf('@') + 1))
  const basic = Buffer.from(`${encodeURIComponent(clientIdOf(client))}:${encodeURIComponent(secret)}`).toString('base64')
  return askForTokens(tokenEndpoint, { grant_type: 'client_credentials', scope: graphScope }, { authorization: `Basic ${basic}` })
}

const realmSchema = z.object({ issuer: z.url() })
const discoverySchema = z.object({ issuer: z.string(), authorization_endpoint: z.url(), token_endpoint: z.url() })
const tokensSchema = z.object({
  access_token: z.string(),
  refresh_token: z.string().optional(),
  id_token: z.string().optional(),
  expires_in: z.number(),
})
const oauthErrorSchema = z.object({ error: z.string(), error_description: z.string().optional() })
const graphErrorSchema = z.object({ errors: z.tuple([z.looseObject({ message: z.string() })]) })

async function discover(edgeUrl: string, company: string) {
  const url = new URL('/.well-known/hemisphere/realm', edgeUrl)
  url.searchParams.set('company', company)
  const answer = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) })
  const body: unknown = await answer.json()
  if (!answer.ok) throw new SignInRefused(graphErrorSchema.parse(body).errors[0].message)
  const { issuer } = realmSchema.parse(body)
  const discovery = await fetch(`${issuer}/.well-known/openid-configuration`, { signal: AbortSignal.timeout(timeoutMs) })
  const found = discoverySchema.parse(await discovery.json())
  if (found.issuer !== issuer) throw new Error(`the issuer ${issuer} says that it is ${found.issuer}`)
  return { issuer, authorizationEndpoint: found.authorization_endpoint, tokenEndpoint: found.token_endpoint }
}

async function askForTokens(
  endpoint: string,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Tokens> {
  const answer = await fetch(endpoint, { method: 'POST', body: new URLSearchParams(form), headers, signal: AbortSignal.timeout(timeoutMs) })
  const body: unknown = await answer.json()
  if (!answer.ok) {
    const { error, error_description: description } = oauthErrorSchema.parse(body)
    throw new SignInRefused(description ?? error)
  }
  const tokens = tokensSchema.parse(body)
  return {
    accessToken: tokens.access_token,
    refreshToken: tokens.refresh_token,
    idToken: tokens.id_token,
    expiresInSeconds: tokens.expires_in,
  }
}
