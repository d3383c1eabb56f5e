import { Kysely, PostgresDialect, sql } from 'kysely'
import type pg from 'pg'
import type { DirectorySchema } from './directory-schema.ts'
import { partnerScopes, roleScopes, type Role, type Scope } from './roles.ts'

export type Directory = Kysely<DirectorySchema>

/** The directory over a pool of `directory_owner`; the pool stays the caller's to end. */
export function openDirectory(pool: pg.Pool): Directory {
  return new Kysely<DirectorySchema>({ dialect: new PostgresDialect({ pool }) })
}

export interface NewTenant {
  /** Given where other databases must agree on it; made here otherwise. */
  readonly id?: string
  readonly slug: string
  readonly name: string
  readonly zone: string
  readonly homeRegion: string
  readonly currencyCode: string
  readonly timeZone: string
}

/**
 * The id of the tenant with this slug, made when there is none. One that exists keeps its zone, home region and epoch:
 * only a move changes those.
 */
export async function insertTenant(directory: Directory, tenant: NewTenant): Promise<string> {
  const { id, slug, name, zone, homeRegion, currencyCode, timeZone } = tenant
  const stored = await directory
    .insertInto('directory.tenant')
    .values({
      ...(id === undefined ? {} : { id }),
      slug,
      name,
      zone,
      home_region: homeRegion,
      currency_code: currencyCode,
      time_zone: timeZone,
    })
    .onConflict((conflict) => conflict.column('slug').doUpdateSet({ name, currency_code: currencyCode, time_zone: timeZone }))
    .returning(['id', 'zone'])
    .executeTakeFirstOrThrow()
  if (stored.zone !== zone) throw new Error(`tenant ${slug} lives in zone ${stored.zone}, got zone ${zone}`)
  return stored.id
}

export interface NewPermissionSet {
  readonly tenantId: string
  readonly name: string
  readonly scopes: readonly string[]
}

/** The id of the tenant's permission set of this name; other scopes than before raise its epoch, so that caches of it lapse. */
export async function insertPermissionSet(directory: Directory, { tenantId, name, scopes }: NewPermissionSet): Promise<string> {
  const { id } = await directory
    .insertInto('directory.permission_set')
    .values({ tenant_id: tenantId, name, scopes: [...scopes].sort() })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'name']).doUpdateSet({
        scopes: sql`excluded.scopes`,
        permission_epoch: sql`permission_set.permission_epoch + (permission_set.scopes is distinct from excluded.scopes)::int`,
      }),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

/** Ids of the permission sets that every tenant starts with: one a role, named like it, and one for partners' clients. */
export async function insertStartingPermissionSets(
  directory: Directory,
  tenantId: string,
): Promise<Readonly<Record<Role | 'partner', string>>> {
  const insert = (name: string, scopes: readonly Scope[]): Promise<string> => insertPermissionSet(directory, { tenantId, name, scopes })
  return {
    viewer: await insert('viewer', roleScopes.viewer),
    planner: await insert('planner', roleScopes.planner),
    merchandiser: await insert('merchandiser', roleScopes.merchandiser),
    analyst: await insert('analyst', roleScopes.analyst),
    admin: await insert('admin', roleScopes.admin),
    partner: await insert('partner', partnerScopes),
  }
}

export interface NewUser {
  readonly tenantId: string
  /** The issuer's `sub` of somebody with a password there; absent for who comes by way of the company's provider alone. */
  readonly subject?: string
  readonly email: string
  readonly role: Role
  readonly permissionSetId: string
}

/**
 * The id of the tenant's person with this e-mail address, with role and permission set as given, and with the subject if one
 * is; the status stays.
 */
export async function insertUser(directory: Directory, { tenantId, subject, email, role, permissionSetId }: NewUser): Promise<string> {
  const known = subject === undefined ? {} : { subject }
  const { id } = await directory
    .insertInto('directory.app_user')
    .values({ tenant_id: tenantId, ...known, email: email.toLowerCase(), role, permission_set_id: permissionSetId })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'email']).doUpdateSet({ ...known, role, permission_set_id: permissionSetId }))
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export interface NewClient {
  readonly tenantId: string
  /** The issuer's `client_id`. */
  readonly clientId: string
  readonly name: string
  readonly permissionSetId: string
}

/** The id of the tenant's client of this name, with client id and permission set as given; the status stays. */
export async function insertClient(directory: Directory, { tenantId, clientId, name, permissionSetId }: NewClient): Promise<string> {
  const { id } = await directory
    .insertInto('directory.client')
    .values({ tenant_id: tenantId, client_id: clientId, name, permission_set_id: permissionSetId })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'name']).doUpdateSet({ client_id: clientId, permission_set_id: permissionSetId }),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  return id
}

export interface NewIdentityProvider {
  readonly tenantId: string
  /** Its name at the zone's issuer; one name is one company's. */
  readonly name: string
}

/** Makes a company's identity provider known; whom it vouches for is of that company or of none. The status stays. */
export async function insertIdentityProvider(directory: Directory, { tenantId, name }: NewIdentityProvider): Promise<void> {
  const stored = await directory
    .insertInto('directory.identity_provider')
    .values({ tenant_id: tenantId, name })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ name }))
    .returning('tenant_id')
    .executeTakeFirstOrThrow()
  if (stored.tenant_id !== tenantId) throw new Error(`identity provider ${name} is another company's`)
}

export interface NewFederatedIdentity {
  readonly tenantId: string
  /** A provider of this tenant. */
  readonly provider: string
  /** What the provider calls the person: an opaque id, for it ends up in tokens. */
  readonly subject: string
  /** A person of this tenant. */
  readonly userId: string
}

/** From now on the provider's subject is this person. Provider and person of two companies are refused. */
export async function insertFederatedIdentity(directory: Directory, identity: NewFederatedIdentity): Promise<void> {
  const { tenantId, provider, subject, userId } = identity
  await directory
    .insertInto('directory.federated_identity')
    .values({ tenant_id: tenantId, provider, subject, app_user_id: userId })
    .onConflict((conflict) => conflict.columns(['provider', 'subject']).doUpdateSet({ tenant_id: tenantId, app_user_id: userId }))
    .execute()
}
