import type { Adapter, ClientMetadata } from 'oidc-provider'
import { z } from 'zod'
import { clientIdOf, commandLineClient, webClientName } from './client-id.ts'
import { hashSecret } from './password-hash.ts'
import type { PoolClient } from './user-pool.ts'

/** The application whose backend signs people in for their browser, and keeps their refresh tokens. */
export interface WebClient {
  readonly clientId: string
  readonly clientSecret: string
  readonly redirectUris: readonly string[]
  /** Where a browser may go on to after it has signed out at the issuer. */
  readonly logoutUris: readonly string[]
}

const webClientSecret = z.object({ clientId: z.string(), clientSecret: z.string() })

/** The secret with which a zone's gateways are that zone's web application; another zone's issuer knows it not. */
export function createWebClientSecret(zone: string, clientSecret: string): string {
  return JSON.stringify({ clientId: clientIdOf(webClientName(zone)), clientSecret })
}

export function parseWebClientSecret(text: string): z.infer<typeof webClientSecret> {
  return webClientSecret.parse(JSON.parse(text))
}

/**
 * The issuer's clients: the command line's, the web application's, and those of partners, which come from the pool so that one
 * made later is known at once.
 */
export function createClientAdapter(findPartner: (clientId: string) => PoolClient | undefined, webClient: WebClient | undefined): Adapter {
  const known = new Map<string, ClientMetadata>([[clientIdOf(commandLineClient), commandLineMetadata()]])
  if (webClient !== undefined) known.set(webClient.clientId, webMetadata(webClient))
  return readOnlyClients((id) => {
    const partner = findPartner(id)
    return known.get(id) ?? (partner === undefined ? undefined : partnerMetadata(partner))
  })
}

/** Clients as a provider finds them; none is made there. */
export function readOnlyClients(find: (clientId: string) => ClientMetadata | undefined): Adapter {
  const readOnly = async (): Promise<never> => {
    throw new Error('clients are not made at the issuer')
  }
  const none = async (): Promise<undefined> => undefined
  return {
    find: async (id) => find(id),
    upsert: readOnly,
    consume: readOnly,
    destroy: readOnly,
    revokeByGrantId: readOnly,
    findByUid: none,
    findByUserCode: none,
  }
}

/** People sign in with it from their own machine; RFC 8252: any loopback port, no secret, PKCE. */
function commandLineMetadata(): ClientMetadata {
  return {
    client_id: clientIdOf(commandLineClient),
    client_name: 'Command line',
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    redirect_uris: ['http://127.0.0.1/callback'],
    response_types: ['code'],
    grant_types: ['authorization_code', 'refresh_token'],
  }
}

// Secrets are kept as hashes: the provider is told how to compare them.
function webMetadata({ clientId, clientSecret, redirectUris }: WebClient): ClientMetadata {
  return {
    client_id: clientId,
    client_name: 'web-app',
    client_secret: hashSecret(clientSecret),
    token_endpoint_auth_method: 'client_secret_basic',
    redirect_uris: [...redirectUris],
    response_types: ['code'],
    grant_types: ['authorization_code', 'refresh_token'],
  }
}

function partnerMetadata({ clientId, name, secretHash }: PoolClient): ClientMetadata {
  return {
    client_id: clientId,
    client_name: name,
    client_secret: secretHash,
    token_endpoint_auth_method: 'client_secret_basic',
    redirect_uris: [],
    response_types: [],
    grant_types: ['client_credentials'],
  }
}
