import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { JWK } from 'jose'
import { secretIds } from '../world/secret-ids.ts'
import { createAttemptLimiter } from './attempt-limiter.ts'
import { createClientAdapter, type WebClient } from './client-adapter.ts'
import { createCognitoApi, isCognitoCall } from './cognito-api.ts'
import { createProvider } from './create-provider.ts'
import { createFederation, providerResponsePath } from './federation/federation.ts'
import type { CompanyProvider } from './federation/relying-party.ts'
import { openIssuerStore } from './issuer-store.ts'
import { startLambda } from './lambda.ts'
import { createLogoutHandler, logoutPath } from './logout.ts'
import { createProviderResponseHandler, createSignInHandler, signInPath } from './sign-in-routes.ts'
import type { UserPool } from './user-pool.ts'

export interface IssuerOptions {
  readonly zone: string
  /** Region of the zone whose secrets the trigger reads. */
  readonly region: string
  /** 0 lets the system choose. */
  readonly port: number
  readonly pool: UserPool
  /** Path of the bundle of the pre-token-generation Lambda. */
  readonly triggerBundle: string
  /** Address of the Secrets Manager stand-in. */
  readonly secretsEndpoint: string
  /** Id of the login at the directory's member in the other region of the zone, for the trigger. */
  readonly directoryFallbackSecretId?: string
  readonly webClient?: WebClient
  /** Companies' own identity providers, whose people may sign in here. */
  readonly identityProviders?: readonly CompanyProvider[]
  /** Names of companies by slug, for the sign-in page. */
  readonly companyNames?: Readonly<Record<string, string>>
  readonly now?: () => number
  /** Told each fault of the issuer itself. */
  readonly onFault?: (fault: unknown) => void
}

/** How an issuer answers: as it should, with 503 to everything, or never, until the caller gives up. */
export type Answering = 'normally' | 'unavailable' | 'never'

export interface RunningIssuer extends AsyncDisposable {
  /** The `iss` of its tokens, and its address. */
  readonly issuer: string
  readonly jwksUri: string
  /** The keys that are published now; the one that signs is the first. */
  readonly publicKeys: readonly JWK[]
  /** A new key signs from now on; the old one stays published until `retireOldKeys`. Both outlive the process. */
  rotateSigningKey(): Promise<void>
  retireOldKeys(): Promise<void>
  /** Cognito's AdminUserGlobalSignOut: ends every refresh token of a person. Access tokens live until they expire. */
  signOutEverywhere(sub: string): Promise<void>
  /** Plays a fault of the issuer's address, until the next call. */
  setAnswering(answering: Answering): void
}

/** Cognito's own limit for a trigger. */
const triggerTimeoutMs = 5_000
const jwksPath = '/.well-known/jwks.json'

/**
 * Starts one zone's issuer on 127.0.0.1: it stands in for a Cognito user pool with hosted sign-in. Sessions, grants and
 * refresh tokens are kept in the pool's folder and outlive it.
 */
export async function startIssuer(options: IssuerOptions): Promise<RunningIssuer> {
  const { zone, region, port, pool, triggerBundle, secretsEndpoint, companyNames = {}, now = Date.now, onFault = () => undefined } = options
  const clients = createClientAdapter((clientId) => pool.findClient(clientId), options.webClient)
  const store = await openIssuerStore({ file: join(pool.folder, 'sessions.json'), clients, now })
  const server = createServer({ keepAliveTimeout: 5_000 })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error(`the issuer of zone ${zone} listens on no port`)
  const issuer = `http://localhost:${address.port}`

  const trigger = startLambda({
    bundle: triggerBundle,
    timeoutMs: triggerTimeoutMs,
    environment: {
      HEMISPHERE_ZONE: zone,
      AWS_REGION: region,
      SECRETS_ENDPOINT: secretsEndpoint,
      DIRECTORY_SECRET_ID: secretIds.directoryReader,
      ...(options.directoryFallbackSecretId === undefined ? {} : { DIRECTORY_FALLBACK_SECRET_ID: options.directoryFallbackSecretId }),
      // Lambda gives a function the credentials of its role; the stand-in for Secrets Manager takes any.
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
  })
  const limiter = createAttemptLimiter({ now })
  const companyName = (slug: string): string | undefined => (Object.hasOwn(companyNames, slug) ? companyNames[slug] : undefined)
  const federation = createFederation({ providers: options.identityProviders ?? [], issuer, pool, now })
  const providerResponse = createProviderResponseHandler(federation)
  const signOutEverywhere = (sub: string): Promise<void> => store.revokeAccount(sub)
  const cognitoApi = createCognitoApi({ issuer, publicKeys: () => pool.publicKeys, signOutEverywhere, now })
  let endpoints = createEndpoints()
  let answering: Answering = 'normally'

  function createEndpoints() {
    const provider = createProvider({ issuer, zone, region, pool, trigger, store, federation })
    provider.on('server_error', (_, error) => onFault(error))
    const signIn = createSignInHandler({ provider, pool, companyName, limiter, federation, onFault })
    return { oauth: provider.callback(), signIn, logout: createLogoutHandler({ provider, webClient: options.webClient }) }
  }

  function handle(request: IncomingMessage, response: ServerResponse): Promise<void> | void {
    if (isCognitoCall(request)) return cognitoApi(request, response)
    // Not the provider's own: it would publish the one key that it signs with.
    if (request.url === jwksPath && request.method === 'GET') return sendKeys(response, pool.publicKeys)
    if (request.url?.startsWith(`${providerResponsePath}?`) === true) return providerResponse(request, response)
    if (request.url?.startsWith(`${logoutPath}?`) === true) return endpoints.logout(request, response)
    if (request.url?.startsWith(signInPath) === true) return endpoints.signIn(request, response)
    return endpoints.oauth(request, response)
  }

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (answering === 'never') return
    if (answering === 'unavailable') {
      response.writeHead(503, { 'content-type': 'text/plain', 'cache-control': 'no-store' }).end('service unavailable\n')
      return
    }
    Promise.resolve(handle(request, response)).catch((error: unknown) => {
      onFault(error)
      if (response.headersSent) response.destroy()
      else response.writeHead(500, { 'content-type': 'text/plain', 'cache-control': 'no-store' }).end('internal server error\n')
    })
  })

  return {
    issuer,
    jwksUri: `${issuer}${jwksPath}`,
    get publicKeys() {
      return pool.publicKeys
    },
    async rotateSigningKey() {
      await pool.rotateSigningKey()
      endpoints = createEndpoints()
    },
    retireOldKeys: () => pool.retireOldKeys(),
    signOutEverywhere,
    setAnswering(next) {
      answering = next
    },
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
      await trigger[Symbol.asyncDispose]()
    },
  }
}

function sendKeys(response: ServerResponse, keys: readonly JWK[]): void {
  response.writeHead(200, { 'content-type': 'application/jwk-set+json; charset=utf-8' }).end(JSON.stringify({ keys }))
}
