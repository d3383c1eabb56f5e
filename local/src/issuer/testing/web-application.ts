import { createHash, randomBytes } from 'node:crypto'
import { createBrowser, type Browser } from '../browser.ts'
import type { WebClient } from '../client-adapter.ts'
import { graphScope, selfServiceScope } from '../scopes.ts'

export interface TokenAnswer {
  readonly status: number
  readonly body: {
    readonly access_token?: string
    readonly refresh_token?: string
    readonly id_token?: string
    readonly error?: string
    readonly error_description?: string
  }
}

/** The backend of the web application at an issuer, as far as it talks to that, with the browsers of its people. */
export interface WebApplication {
  /** Where the browser comes back to, after the form was filled in if there is one. */
  authorize(credentials: { readonly email: string; readonly password: string }, parameters?: Readonly<Record<string, string>>): Promise<URL>
  /** The tokens for a code. */
  exchange(code: string): Promise<TokenAnswer>
  signIn(credentials: { readonly email: string; readonly password: string }): Promise<TokenAnswer>
  refresh(refreshToken: string): Promise<TokenAnswer>
  revoke(refreshToken: string): Promise<number>
}

export const testWebClient: WebClient = {
  clientId: 'webclientofthetests0123456',
  clientSecret: 'a secret of the web client',
  redirectUris: ['https://edge.example/session/callback'],
  logoutUris: ['https://edge.example/'],
}

const redirectUri = testWebClient.redirectUris[0] ?? ''

/** Without a browser each sign-in is one of a new browser. */
export function createWebApplication(issuer: string, browser?: Browser, secret = testWebClient.clientSecret): WebApplication {
  const basic = Buffer.from(`${testWebClient.clientId}:${encodeURIComponent(secret)}`).toString('base64')
  const verifier = randomBytes(32).toString('base64url')

  async function post(path: string, form: Readonly<Record<string, string>>): Promise<TokenAnswer> {
    const headers = { authorization: `Basic ${basic}` }
    const answer = await fetch(`${issuer}${path}`, { method: 'POST', body: new URLSearchParams(form), headers })
    const text = await answer.text()
    return { status: answer.status, body: text === '' ? {} : JSON.parse(text) }
  }

  const authorize: WebApplication['authorize'] = async ({ email, password }, parameters = {}) => {
    const used = browser ?? createBrowser(redirectUri)
    const url = new URL(`${issuer}/oauth2/authorize`)
    url.search = new URLSearchParams({
      client_id: testWebClient.clientId,
      response_type: 'code',
      redirect_uri: redirectUri,
      scope: `openid ${graphScope} ${selfServiceScope}`,
      state: 'state',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...parameters,
    }).toString()
    const reached = await used.follow(await used.send(url))
    if (reached.href.startsWith(redirectUri)) return reached
    return used.follow(await used.send(reached, { method: 'POST', body: new URLSearchParams({ email, password }) }))
  }

  const exchange = (code: string): Promise<TokenAnswer> =>
    post('/oauth2/token', { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier })

  return {
    authorize,
    exchange,
    signIn: async (credentials) => exchange((await authorize(credentials)).searchParams.get('code') ?? ''),
    refresh: (refreshToken) => post('/oauth2/token', { grant_type: 'refresh_token', refresh_token: refreshToken }),
    revoke: async (refreshToken) => (await post('/oauth2/revoke', { token: refreshToken })).status,
  }
}
