import { homeLoginId } from '@hemisphere/kit/home-database.ts'
import type { DatabasePlan } from './database-plans.ts'
import type { RegionName } from '@hemisphere/topology/regions.ts'

/** Ids of the secrets that local/ itself makes or reads; each service names those that it needs. */
export const secretIds = {
  internalTokenKey: 'hemisphere/internal-token-key',
  cursorKey: 'hemisphere/cursor-key',
  sessionKey: 'hemisphere/session-key',
  /** What the edge proves itself with to the gateways of one zone; each zone has its own. */
  originVerify: 'hemisphere/origin-verify',
  demoPassword: 'hemisphere/demo-password',
  /** JSON `{clientId, clientSecret}` of the web application at its zone's issuer. */
  webClient: 'hemisphere/client/web',
  directoryOwner: 'hemisphere/database/directory-owner',
  /** At the member in the own region. */
  directoryReader: 'hemisphere/database/directory-reader',
  /** At the member in the buddy's region, for when the own one does not answer. */
  directoryReaderBuddy: 'hemisphere/database/directory-reader-buddy',
} as const

/** Where the edge's secrets are kept: as the edge has an account of its own, no region reads them. */
export const edgeSecretsRegion = 'edge'

/** The edge's copy of a zone's `originVerify`. */
export function edgeOriginVerifyId(zone: string): string {
  return `hemisphere/edge/origin-verify-${zone}`
}

export const schemas = ['catalog', 'store', 'forecasting'] as const

export type SchemaName = (typeof schemas)[number]

/** A schema with its two roles, and the names of their logins in a region's secrets. */
export interface SchemaLogins {
  readonly schema: string
  /** Serves requests. */
  readonly service: { readonly role: string; readonly secretId: string }
  /** Owns the schema and runs its migrations. */
  readonly owner: { readonly role: string; readonly secretId: string }
}

/** Every schema of a database; `ops` is the first, since the others' guards are its functions. */
export function schemaLogins({ home }: DatabasePlan): readonly SchemaLogins[] {
  if (home === undefined) {
    const id = (name: string): string => `hemisphere/database/directory-${name}`
    return [opsLogins(id), schemaLogin('directory', 'directory_reader', id('reader'), secretIds.directoryOwner)]
  }
  const id = (name: string): string => homeLoginId(home, name)
  return [opsLogins(id), ...schemas.map((schema) => schemaLogin(schema, `${schema}_service`, id(schema), id(`${schema}-owner`)))]
}

/** A role that owns nothing and may call what schema `ops` lets everybody call: by it a gateway asks for the writer's lease. */
export function gatewayLogin({ home }: DatabasePlan): SchemaLogins['service'] | undefined {
  return home === undefined ? undefined : { role: 'gateway_reader', secretId: homeLoginId(home, 'gateway') }
}

function opsLogins(id: (name: string) => string): SchemaLogins {
  return schemaLogin('ops', 'ops_keeper', id('ops'), id('ops-owner'))
}

function schemaLogin(schema: string, serviceRole: string, service: string, owner: string): SchemaLogins {
  return { schema, service: { role: serviceRole, secretId: service }, owner: { role: `${schema}_owner`, secretId: owner } }
}

/** The login of a schema's service at the database of a home. */
export function serviceLoginId(home: RegionName, schema: SchemaName): string {
  return homeLoginId(home, schema)
}

/** The login with which a schema's migrations run at the database of a home. */
export function ownerLoginId(home: RegionName, schema: SchemaName): string {
  return homeLoginId(home, `${schema}-owner`)
}

/** Password of the administrator of a database's servers. */
export function adminPasswordId({ name }: DatabasePlan): string {
  return `hemisphere/database/${name}/admin`
}

/** Password with which a replica follows the writer. */
export function replicationPasswordId({ name }: DatabasePlan): string {
  return `hemisphere/database/${name}/replication`
}

/** Client secret of a partner at its zone's issuer, by a name such as `partner@nordhem`. */
export function clientSecretId(name: string): string {
  return `hemisphere/client/${name}`
}
