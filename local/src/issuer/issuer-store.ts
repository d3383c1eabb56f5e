import type { Adapter, AdapterFactory, AdapterPayload, ClientMetadata } from 'oidc-provider'
import { clientIdOf, commandLineClient } from './client-id.ts'
import type { PoolClient, UserPool } from './user-pool.ts'

/** What the issuer's clients may ask for beside their identity; permissions are not scopes, they are behind `dt:p`. */
export const graphScope = 'hemisphere/graph'

interface Entry {
  readonly payload: AdapterPayload
  readonly until: number
}

const maxEntriesPerModel = 5_000

/**
 * The provider's storage: clients come from the pool, so that one made later is known at once; sessions, codes and refresh
 * tokens live in memory, a bounded number of each, and end with the process.
 */
export function createIssuerStore(pool: UserPool, now: () => number): AdapterFactory {
  return (model) => (model === 'Client' ? createClientAdapter(pool) : createMemoryAdapter(now))
}

function createMemoryAdapter(now: () => number): Adapter {
  const entries = new Map<string, Entry>()
  const live = (entry: Entry | undefined): AdapterPayload | undefined =>
    entry !== undefined && entry.until > now() ? entry.payload : undefined
  const findBy = (matches: (payload: AdapterPayload) => boolean): AdapterPayload | undefined =>
    live([...entries.values()].find(({ payload }) => matches(payload)))
  return {
    async upsert(id, payload, expiresIn) {
      entries.delete(id)
      entries.set(id, { payload, until: expiresIn === undefined ? Infinity : now() + expiresIn * 1_000 })
      for (const oldest of entries.keys()) {
        if (entries.size <= maxEntriesPerModel) break
        entries.delete(oldest)
      }
    },
    find: async (id) => live(entries.get(id)),
    findByUid: async (uid) => findBy((payload) => payload.uid === uid),
    findByUserCode: async (userCode) => findBy((payload) => payload.userCode === userCode),
    async consume(id) {
      const entry = entries.get(id)
      if (entry !== undefined) entry.payload.consumed = Math.floor(now() / 1_000)
    },
    async destroy(id) {
      entries.delete(id)
    },
    async revokeByGrantId(grantId) {
      for (const [id, { payload }] of entries) if (payload.grantId === grantId) entries.delete(id)
    },
  }
}

function createClientAdapter(pool: UserPool): Adapter {
  const readOnly = async (): Promise<never> => {
    throw new Error('clients are made in the user pool')
  }
  const none = async (): Promise<undefined> => undefined
  return {
    async find(id) {
      if (id === clientIdOf(commandLineClient)) return publicClient(id)
      const client = pool.findClient(id)
      return client === undefined ? undefined : confidentialClient(client)
    },
    upsert: readOnly,
    consume: readOnly,
    destroy: readOnly,
    revokeByGrantId: readOnly,
    findByUid: none,
    findByUserCode: none,
  }
}

/** People sign in with it from their own machine; RFC 8252: any loopback port, no secret, PKCE. */
function publicClient(clientId: string): ClientMetadata {
  return {
    client_id: clientId,
    client_name: 'Command line',
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    redirect_uris: ['http://127.0.0.1/callback'],
    response_types: ['code'],
    grant_types: ['authorization_code', 'refresh_token'],
  }
}

function confidentialClient({ clientId, name, secretHash }: PoolClient): ClientMetadata {
  return {
    client_id: clientId,
    client_name: name,
    // A hash: the provider is told below how to compare it.
    client_secret: secretHash,
    token_endpoint_auth_method: 'client_secret_basic',
    redirect_uris: [],
    response_types: [],
    grant_types: ['client_credentials'],
  }
}
