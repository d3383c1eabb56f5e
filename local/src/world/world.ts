import type pg from 'pg'
import { clientCredentials, signIn } from '../issuer/sign-in.ts'
import type { SecretStore } from '../secrets/secret-store.ts'
import type { RegionService, WorldPorts } from './ports.ts'
import { openPool } from './region-pool.ts'
import type { RegionName } from '@hemisphere/topology/regions.ts'
import { clientSecretId, secretIds, serviceLoginId, type SchemaName } from './secret-ids.ts'
import { partnerOf, type WorldTenant } from './tenants.ts'

/** A world that is up on this machine; disposal stops all of it, in order. */
export interface World extends AsyncDisposable {
  readonly edgeUrl: string
  readonly secretsUrl: string
  /** Address of each zone's issuer. */
  readonly issuers: Readonly<Record<string, string>>
  readonly tenants: readonly WorldTenant[]
  /** Of every demo user. */
  readonly password: string
  /** Aborted, with the reason, when a process of the world has ended by itself. */
  readonly failed: AbortSignal
  /** An access token of a demo user. */
  token(email: string): Promise<string>
  /** An access token of a partner's client, such as `partner@nordhem`. */
  clientToken(name: string): Promise<string>
  /** Address of a region's gateway, behind the edge. */
  gatewayUrl(region: RegionName): string
  /** Address of what stands before or behind that gateway. */
  serviceUrl(region: RegionName, service: RegionService | 'accelerator'): string
  secret(region: RegionName, secretId: string): string
  /** Makes or rotates a secret of a region. */
  putSecret(region: RegionName, secretId: string, value: string): Promise<void>
  /** A pool on the service role of a schema; the caller ends it. */
  poolFor(region: RegionName, schema: SchemaName): Promise<pg.Pool>
}

export interface CreateWorld {
  readonly ports: WorldPorts
  readonly secrets: SecretStore
  readonly secretsUrl: string
  readonly tenants: readonly WorldTenant[]
  readonly failed: AbortSignal
  readonly running: AsyncDisposable
}

/** The world over what was started. */
export function createWorld({ ports, secrets, secretsUrl, tenants, failed, running }: CreateWorld): World {
  // The name and not the number: cookies and the issuers' `iss` are bound to it.
  const edgeUrl = `http://localhost:${ports.edge}`
  const password = secrets.get('eu-west-1', secretIds.demoPassword)
  return {
    edgeUrl,
    secretsUrl,
    issuers: Object.fromEntries(Object.entries(ports.issuers).map(([zone, port]) => [zone, `http://localhost:${port}`])),
    tenants,
    failed,
    password,
    token: async (email) => (await signIn({ edgeUrl, email, password })).accessToken,
    async clientToken(client) {
      const tenant = tenants.find(({ slug }) => partnerOf(slug) === client)
      if (tenant === undefined)
        throw new Error(`got client ${client}, wanted one of ${tenants.map(({ slug }) => partnerOf(slug)).join(', ')}`)
      const secret = secrets.get(tenant.homeRegion, clientSecretId(client))
      return (await clientCredentials({ edgeUrl, client, secret })).accessToken
    },
    gatewayUrl: (region) => `http://127.0.0.1:${ports.regions[region].gateway}`,
    serviceUrl: (region, service) => `http://127.0.0.1:${ports.regions[region][service]}`,
    secret: (region, secretId) => secrets.get(region, secretId),
    putSecret: (region, secretId, value) => secrets.put(region, secretId, value),
    poolFor: (region, schema) => openPool(secrets, region, serviceLoginId(region, schema)),
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  }
}
