import { createHash, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { exportJWK, generateKeyPair } from 'jose'
import { interactionPolicy, Provider, type KoaContextWithOIDC } from 'oidc-provider'
import { createIssuerMemory } from './issuer-memory.ts'

export interface SignInIssuerOptions {
  readonly redirectUri: string
  /** Milliseconds since 1970: the clock of its access tokens. */
  readonly now: () => number
}

/** An OpenID provider in the shape of a Cognito user pool, with one confidential client, where whoever comes is signed in at once. */
export interface SignInIssuer extends AsyncDisposable {
  readonly issuer: string
  readonly jwksUrl: string
  readonly client: { readonly clientId: string; readonly clientSecret: string }
  /** Who signs in next; undefined for a person who turns back. */
  person: string | undefined
  /** Claims that access tokens get beside Cognito's own. */
  claims: Readonly<Record<string, unknown>>
  /** What happens at its endpoints. */
  health: 'well' | 'down' | 'trigger refuses' | 'directory is down'
  /** Whether a refresh takes the old refresh token back. */
  rotatesRefreshTokens: boolean
  /** Token requests so far. */
  tokenRequests: number
  /** What sign-ins were begun with. */
  readonly authorizations: URLSearchParams[]
  /** Ids of the tokens that the client had voided. */
  readonly revoked: string[]
  /** Token requests are carried out and not answered until they are let go. */
  hold(): { readonly arrived: Promise<void>; letGo(): void }
}

const resource = 'urn:hemisphere:graph'
const scope = 'hemisphere/graph'

export async function startSignInIssuer({ redirectUri, now }: SignInIssuerOptions): Promise<SignInIssuer> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the issuer listens on no port')
  const name = `http://localhost:${address.port}`
  const client = { clientId: 'web-app', clientSecret: randomUUID() }
  const { privateKey } = await generateKeyPair('RS256', { extractable: true })
  const key = { ...(await exportJWK(privateKey)), kid: randomUUID(), alg: 'RS256', use: 'sig' }
  let held: { readonly free: Promise<void>; readonly arrive: () => void } | undefined

  const policy = interactionPolicy.base()
  policy.remove('consent')
  const provider = new Provider(name, {
    adapter: createIssuerMemory(),
    jwks: { keys: [key] },
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        token_endpoint_auth_method: 'client_secret_basic',
        redirect_uris: [redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code', 'refresh_token'],
      },
    ],
    scopes: ['openid'],
    claims: { openid: ['sub'] },
    responseTypes: ['code'],
    pkce: { required: () => true },
    extraParams: ['company'],
    routes: { authorization: '/oauth2/authorize', token: '/oauth2/token', revocation: '/oauth2/revoke', jwks: '/.well-known/jwks.json' },
    cookies: { keys: [randomUUID()] },
    ttl: { AccessToken: 300, AuthorizationCode: 60, IdToken: 604_800, RefreshToken: 86_400, Grant: 86_400, Interaction: 600, Session: 600 },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      revocation: {
        enabled: true,
        async allowedPolicy(_, { clientId }, token) {
          issuer.revoked.push(token.jti)
          return token.clientId === clientId
        },
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({ scope, audience: resource, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'RS256' } } }),
      },
    },
    formats: {
      customizers: {
        jwt(_, token, parts) {
          if (parts.payload === undefined || token.kind !== 'AccessToken') throw new Error('a token of another kind')
          const { accountId, grantId } = token
          const iat = Math.floor(now() / 1_000)
          const own = { sub: accountId, username: accountId, iss: name, client_id: client.clientId, token_use: 'access', version: 2 }
          Object.assign(parts.payload, own, { iat, exp: iat + 300, jti: randomUUID(), origin_jti: hash(grantId ?? '') }, issuer.claims)
        },
      },
    },
    interactions: { policy, url: (_, { uid }) => `/interaction/${uid}` },
    issueRefreshToken: async () => true,
    rotateRefreshToken: () => issuer.rotatesRefreshTokens,
    expiresWithSession: () => false,
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
    loadExistingGrant: grantAll,
  })

  async function grantAll({ oidc: { session } }: KoaContextWithOIDC) {
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session?.accountId ?? '' })
    grant.addOIDCScope('openid')
    grant.addResourceScope(resource, scope)
    await grant.save()
    return grant
  }
  provider.on('grant.error', () => undefined)
  provider.on('authorization.accepted', ({ oidc: { params } }) => void issuer.authorizations.push(new URLSearchParams(stringsOf(params))))

  provider.use(async (ctx, next) => {
    if (ctx.path !== '/oauth2/token') return next()
    issuer.tokenRequests += 1
    if (issuer.health === 'well') await next()
    else Object.assign(ctx, { status: 400, body: refusal(issuer.health) })
    held?.arrive()
    await held?.free
    return undefined
  })

  const answer = provider.callback()
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (issuer.health === 'down') return void response.writeHead(500, { 'content-type': 'text/html' }).end('<h1>oops</h1>')
    if (request.url?.startsWith('/interaction/') !== true) return answer(request, response)
    const result = issuer.person === undefined ? { error: 'access_denied' } : { login: { accountId: issuer.person } }
    return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
  }
  server.on('request', (request, response) => void handle(request, response).catch(() => response.destroy()))

  const issuer: SignInIssuer = {
    issuer: name,
    jwksUrl: `${name}/.well-known/jwks.json`,
    client,
    person: 'ada',
    claims: {},
    health: 'well',
    rotatesRefreshTokens: false,
    tokenRequests: 0,
    authorizations: [],
    revoked: [],
    hold() {
      const { promise: free, resolve: letGo } = Promise.withResolvers<void>()
      const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>()
      held = { free, arrive }
      return {
        arrived,
        letGo() {
          held = undefined
          letGo()
        },
      }
    },
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
  return issuer
}

/** In Cognito's words. */
function refusal(why: 'down' | 'trigger refuses' | 'directory is down'): Readonly<Record<string, string>> {
  const words = why === 'trigger refuses' ? 'the account is disabled' : 'the directory of this zone does not answer'
  return { error: 'invalid_grant', error_description: `PreTokenGeneration failed with error ${words}.` }
}

function stringsOf(values: Readonly<Record<string, unknown>> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(values ?? {}).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])))
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
