import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { clientIdOf, commandLineClient } from './client-id.ts'
import { companySlug } from './company-slug.ts'
import { graphScope } from './issuer-store.ts'

export interface Tokens {
  readonly accessToken: string
  /** Absent for a client's own credentials. */
  readonly refreshToken: string | undefined
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
  const { authorizationEndpoint, tokenEndpoint, issuer } = await discover(edgeUrl, companySlug(email))
  const browser = createBrowser()
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
    login_hint: email,
  }).toString()
  const form = await browser.follow(await browser.send(authorize))
  const answered = await browser.send(form, { method: 'POST', body: new URLSearchParams({ email, password }) })
  const callback = await browser.follow(answered)

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
const tokensSchema = z.object({ access_token: z.string(), refresh_token: z.string().optional(), expires_in: z.number() })
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
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: expiresInSeconds } = tokensSchema.parse(body)
  return { accessToken, refreshToken, expiresInSeconds }
}

interface Browser {
  send(url: URL, init?: RequestInit): Promise<Response>
  /** Goes through redirects until a page to fill in, or the way back to the application, and gives its address. */
  follow(response: Response): Promise<URL>
}

const maxRedirects = 10

/** As much of a browser as a sign-in needs: cookies of the one issuer, and redirects followed by hand. */
function createBrowser(): Browser {
  const cookies = new Map<string, string>()

  async function send(url: URL, init: RequestInit = {}): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, {
      ...init,
      headers: { cookie, accept: 'text/html' },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    })
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';')
      const split = pair.indexOf('=')
      cookies.set(pair.slice(0, split), pair.slice(split + 1))
    }
    return response
  }

  async function follow(first: Response): Promise<URL> {
    let response = first
    for (let count = 0; count < maxRedirects; count += 1) {
      const location = response.headers.get('location')
      if (location === null) {
        if (response.ok) return new URL(response.url)
        throw new SignInRefused(alertOf(await response.text()) ?? `the issuer answered ${response.status}`)
      }
      const next = new URL(location, response.url)
      if (next.href.startsWith(redirectUri)) return next
      response = await send(next)
    }
    throw new Error(`the sign-in redirects more than ${maxRedirects} times`)
  }

  return { send, follow }
}

function alertOf(html: string): string | undefined {
  return /<p role="alert">([^<]*)<\/p>/.exec(html)?.[1]
}
