import { interactionPolicy, Provider, type Configuration, type KoaContextWithOIDC } from 'oidc-provider'
import { customizeAccessToken, type CustomizeOptions } from './customize-access-token.ts'
import type { Federation } from './federation/federation.ts'
import type { IssuerStore } from './issuer-store.ts'
import { verifySecret } from './password-hash.ts'
import { graphScope, selfServiceScope } from './scopes.ts'
import { faultPage, pageHeaders } from './sign-in-page.ts'
import { signInPath } from './sign-in-routes.ts'

export interface ProviderOptions extends CustomizeOptions {
  readonly store: IssuerStore
  readonly federation: Federation
}

const graphResource = 'urn:hemisphere:graph'
const scopesOfPeople = `${graphScope} ${selfServiceScope}`
const personTokenSeconds = 5 * 60
const clientTokenSeconds = 60 * 60
const refreshTokenSeconds = 30 * 24 * 60 * 60

/**
 * An OpenID provider with Cognito's paths, token claims and trigger. Requires PKCE; asks for no consent, as all clients are
 * ours. It signs with the pool's key of this moment: after a rotation a new provider is made over the same store.
 */
export function createProvider(options: ProviderOptions): Provider {
  const { issuer, zone, pool, store, federation } = options
  const policy = interactionPolicy.base()
  policy.remove('consent')
  policy.get('login')?.checks.add(new interactionPolicy.Check('identity_provider', 'another identity provider is wanted', isOtherProvider))

  const configuration: Configuration = {
    adapter: store.adapter,
    jwks: { keys: [{ ...pool.signingKey }] },
    scopes: ['openid'],
    claims: { openid: ['sub'] },
    responseTypes: ['code'],
    clientAuthMethods: ['client_secret_basic', 'none'],
    pkce: { required: () => true },
    extraParams: ['company', 'identity_provider', 'idp_identifier'],
    routes: {
      authorization: '/oauth2/authorize',
      token: '/oauth2/token',
      userinfo: '/oauth2/userInfo',
      revocation: '/oauth2/revoke',
      jwks: '/.well-known/jwks.json',
    },
    // Cookies are shared by all ports of a host: without the zone in their names the zones' issuers would take each other's.
    cookies: {
      keys: [pool.cookieKey],
      names: { session: `hemisphere_${zone}_session`, interaction: `hemisphere_${zone}_sign_in`, resume: `hemisphere_${zone}_resume` },
      short: { httpOnly: true, sameSite: 'lax', signed: true },
      long: { httpOnly: true, sameSite: 'lax', signed: true },
    },
    ttl: {
      AccessToken: personTokenSeconds,
      ClientCredentials: clientTokenSeconds,
      RefreshToken: refreshTokenSeconds,
      AuthorizationCode: 60,
      IdToken: personTokenSeconds,
      Interaction: 15 * 60,
      Session: 60 * 60,
      Grant: refreshTokenSeconds,
    },
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: { enabled: true, allowedPolicy: async (_, client, token) => token.clientId === client.clientId },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => graphResource,
        useGrantedResource: () => true,
        getResourceServerInfo: (_, __, client) => ({
          scope: client.grantTypeAllowed('client_credentials') ? graphScope : scopesOfPeople,
          audience: graphResource,
          accessTokenFormat: 'jwt',
          accessTokenTTL: client.grantTypeAllowed('client_credentials') ? clientTokenSeconds : personTokenSeconds,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    formats: { customizers: { jwt: (ctx, token, parts) => customizeAccessToken(options, ctx, token, parts) } },
    interactions: { policy, url: (_, interaction) => `${signInPath}${interaction.uid}` },
    issueRefreshToken: async (_, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: false,
    expiresWithSession: () => false,
    findAccount: (_, sub) => (pool.findUser(sub) === undefined ? undefined : { accountId: sub, claims: () => ({ sub }) }),
    loadExistingGrant: grantAll,
    renderError(ctx, out) {
      ctx.set(pageHeaders(undefined))
      ctx.body = faultPage(out.error_description ?? out.error)
    },
  }

  const provider = new Provider(issuer, configuration)
  provider.Client.prototype.compareClientSecret = function compareClientSecret(actual) {
    return this.clientSecret !== undefined && verifySecret(actual, this.clientSecret)
  }

  /** Whether a session is not of the provider that the request wants: whoever it is of must not answer for the other company. */
  function isOtherProvider({ oidc }: KoaContextWithOIDC): boolean {
    const wanted = federation.wanted(oidc.params ?? {})
    if (wanted === undefined) return false
    const person = oidc.session?.accountId === undefined ? undefined : pool.findUser(oidc.session.accountId)
    return wanted === 'unknown' || person?.identity?.provider !== wanted.name
  }

  async function grantAll(ctx: KoaContextWithOIDC) {
    const { client, session } = ctx.oidc
    if (client === undefined || session?.accountId === undefined) return undefined
    const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId })
    grant.addOIDCScope('openid')
    grant.addResourceScope(graphResource, scopesOfPeople)
    await grant.save()
    return grant
  }

  return provider
}
