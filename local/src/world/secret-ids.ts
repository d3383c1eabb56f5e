import { homeLoginId } from '@hemisphere/kit/home-database.ts'
import { gatewayRole, opsSchema, schemasOf } from '@hemisphere/migrations/database-schemas.ts'
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
export function schemaLogins(plan: DatabasePlan): readonly SchemaLogins[] {
  return [opsSchema, ...schemasOf(plan)].map(({ schema, service, owner }) => ({
    schema,
    service: { role: service, secretId: loginId(plan, schema, 'service') },
    owner: { role: owner, secretId: loginId(plan, schema, 'owner') },
  }))
}

function loginId({ home }: DatabasePlan, schema: string, of: 'service' | 'owner'): string {
  if (home !== undefined) return homeLoginId(home, of === 'service' ? schema : `${schema}-owner`)
  if (schema === 'directory') return of === 'service' ? secretIds.directoryReader : secretIds.directoryOwner
  return `hemisphere/database/directory-${schema}${of === 'service' ? '' : '-owner'}`
}

function gatewayLogin(plan: DatabasePlan): SchemaLogins['service'] | undefined {
  const role = gatewayRole(plan)
  return role === undefined || plan.home === undefined ? undefined : { role, secretId: homeLoginId(plan.home, 'gateway') }
}

/** Every role of a database with the name of its login. */
export function databaseLogins(plan: DatabasePlan): readonly SchemaLogins['service'][] {
  const gateway = gatewayLogin(plan)
  return [...schemaLogins(plan).flatMap(({ service, owner }) => [service, owner]), ...(gateway === undefined ? [] : [gateway])]
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
