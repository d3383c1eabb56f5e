import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose'

/** An identity provider that asks nobody for a password and says whatever a test wants it to say. */
export interface MadeUpProvider extends AsyncDisposable {
  readonly issuer: string
  /** Requests for tokens that it got, by form and authorization header. */
  readonly redeemed: { readonly form: URLSearchParams; readonly authorization: string | undefined }[]
  /** Requests to sign in that it got. */
  readonly asked: URLSearchParams[]
  /** What it says from now on. */
  say(lies: Lies): void
}

export interface Lies {
  /** Other claims of the ID token than the true ones; undefined leaves one out. */
  readonly claims?: Readonly<Record<string, unknown>>
  /** Another ID token altogether. */
  readonly idToken?: (claims: JWTPayload) => Promise<string> | string
  /** Other parameters of the way back than `code`, `state` and `iss`. */
  readonly answer?: Readonly<Record<string, string>>
  /** Another `issuer` in the discovery document. */
  readonly discoveredIssuer?: string
  /** Answers everything with this status. */
  readonly status?: number
}

export async function startMadeUpProvider(clientId: string, subject = 'subject-1'): Promise<MadeUpProvider> {
  const { privateKey, publicKey } = await generateKeyPair('RS256')
  const jwk = { ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'RS256', use: 'sig' }
  const redeemed: MadeUpProvider['redeemed'] = []
  const asked: URLSearchParams[] = []
  let lies: Lies = {}

  const server = createServer((request, response) => void respond(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the identity provider listens on no port')
  const issuer = `http://localhost:${address.port}`

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status = 200, location, body = {} } = await answer(request)
    response.writeHead(lies.status ?? status, { 'content-type': 'application/json', ...(location === undefined ? {} : { location }) })
    response.end(JSON.stringify(body))
  }

  async function answer(request: IncomingMessage): Promise<{ status?: number; location?: string; body?: object }> {
    const url = new URL(request.url ?? '', issuer)
    if (url.pathname === '/jwks') return { body: { keys: [jwk] } }
    if (url.pathname === '/authorize') {
      asked.push(url.searchParams)
      const back = new URL(url.searchParams.get('redirect_uri') ?? '')
      const parameters = { code: 'code-1', state: url.searchParams.get('state') ?? '', iss: issuer, ...lies.answer }
      for (const [name, value] of Object.entries(parameters)) back.searchParams.set(name, value)
      return { status: 303, location: back.href }
    }
    if (url.pathname === '/token') {
      let text = ''
      for await (const chunk of request) text += String(chunk)
      redeemed.push({ form: new URLSearchParams(text), authorization: request.headers.authorization })
      return { body: { token_type: 'Bearer', access_token: 'x', id_token: await idToken() } }
    }
    const endpoints = { authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks` }
    return { body: { issuer: lies.discoveredIssuer ?? issuer, ...endpoints } }
  }

  async function idToken(): Promise<string> {
    const iat = Math.floor(Date.now() / 1_000)
    const truth = { iss: issuer, aud: clientId, sub: subject, nonce: asked.at(-1)?.get('nonce') ?? '', iat, exp: iat + 300 }
    const claims: JWTPayload = Object.fromEntries(Object.entries({ ...truth, ...lies.claims }).filter(([, value]) => value !== undefined))
    if (lies.idToken !== undefined) return lies.idToken(claims)
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'key-1' }).sign(privateKey)
  }

  return {
    issuer,
    redeemed,
    asked,
    say(next) {
      lies = next
    },
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
