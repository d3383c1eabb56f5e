import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { interactionPolicy, Provider, type ClientMetadata, type Configuration, type KoaContextWithOIDC } from 'oidc-provider'
import { createAttemptLimiter } from '../issuer/attempt-limiter.ts'
import { readOnlyClients, type WebClient } from '../issuer/client-adapter.ts'
import { openIssuerStore } from '../issuer/issuer-store.ts'
import { hashSecret, verifySecret } from '../issuer/password-hash.ts'
import { faultPage, pageHeaders } from '../issuer/sign-in-page.ts'
import { createSignInHandler, signInPath } from '../issuer/sign-in-routes.ts'
import type { UserPool } from '../issuer/user-pool.ts'

export interface IdentityProviderOptions {
  /** Name of the company, for the page. */
  readonly company: string
  /** 0 lets the system choose. */
  readonly port: number
  /** The company's people, and the key that signs what it says of them. */
  readonly pool: UserPool
  /** The zone's issuer, as the provider knows it. */
  readonly client: Omit<WebClient, 'logoutUris'>
  readonly now?: () => number
  readonly onFault?: (fault: unknown) => void
}

export interface RunningIdentityProvider extends AsyncDisposable {
  /** The `iss` of its ID tokens, and its address. */
  readonly issuer: string
}

/**
 * Starts a company's own identity provider on 127.0.0.1: an OpenID provider such as a retailer has for its people, with
 * passwords of its own, of which the zone's issuer is a client. What it keeps of sign-ins ends with the process.
 */
export async function startIdentityProvider(options: IdentityProviderOptions): Promise<RunningIdentityProvider> {
  const { company, port, pool, client, now = Date.now, onFault = () => undefined } = options
  const registered: ClientMetadata = {
    client_id: client.clientId,
    // A hash: the provider is told below how to compare it.
    client_secret: hashSecret(client.clientSecret),
    redirect_uris: [...client.redirectUris],
    response_types: ['code'],
    grant_types: ['authorization_code'],
  }
  const clients = readOnlyClients((clientId) => (clientId === client.clientId ? registered : undefined))
  const store = await openIssuerStore({ clients, now })
  const server = createServer({ keepAliveTimeout: 5_000 })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error(`the identity provider of ${company} listens on no port`)
  const issuer = `http://localhost:${address.port}`

  const provider = new Provider(issuer, configure(pool, store.adapter, address.port))
  provider.Client.prototype.compareClientSecret = function compareClientSecret(actual) {
    return this.clientSecret !== undefined && verifySecret(actual, this.clientSecret)
  }
  provider.on('server_error', (_, error) => onFault(error))
  const answer = provider.callback()
  const signIn = createSignInHandler({ provider, pool, companyName: () => company, limiter: createAttemptLimiter({ now }) })

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const handled = request.url?.startsWith(signInPath) === true ? signIn(request, response) : answer(request, response)
    Promise.resolve(handled).catch((error: unknown) => {
      onFault(error)
      if (response.headersSent) response.destroy()
      else response.writeHead(500, { 'content-type': 'text/plain', 'cache-control': 'no-store' }).end('internal server error\n')
    })
  })

  return {
    issuer,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

function configure(pool: UserPool, adapter: NonNullable<Configuration['adapter']>, port: number): Configuration {
  const policy = interactionPolicy.base()
  policy.remove('consent')
  return {
    adapter,
    jwks: { keys: [{ ...pool.signingKey }] },
    scopes: ['openid', 'email'],
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    // The issuer reads the address from the ID token.
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    clientAuthMethods: ['client_secret_basic'],
    pkce: { required: () => true },
    // Cookies are shared by all ports of a host.
    cookies: {
      keys: [pool.cookieKey],
      names: { session: `provider_${port}_session`, interaction: `provider_${port}_sign_in`, resume: `provider_${port}_resume` },
      short: { httpOnly: true, sameSite: 'lax', signed: true },
      long: { httpOnly: true, sameSite: 'lax', signed: true },
    },
    ttl: { AccessToken: 300, AuthorizationCode: 60, IdToken: 300, Interaction: 15 * 60, Session: 8 * 60 * 60, Grant: 8 * 60 * 60 },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: false } },
    interactions: { policy, url: (_, interaction) => `${signInPath}${interaction.uid}` },
    findAccount(_, sub) {
      const user = pool.findUser(sub)
      return user === undefined ? undefined : { accountId: sub, claims: () => ({ sub, email: user.email, email_verified: true }) }
    },
    loadExistingGrant: grantIdentity,
    renderError(ctx, out) {
      ctx.set(pageHeaders(undefined))
      ctx.body = faultPage(out.error_description ?? out.error)
    },
  }
}

async function grantIdentity(ctx: KoaContextWithOIDC) {
  const { client, session, provider } = ctx.oidc
  if (client === undefined || session?.accountId === undefined) return undefined
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
  grant.addOIDCScope('openid email')
  await grant.save()
  return grant
}
