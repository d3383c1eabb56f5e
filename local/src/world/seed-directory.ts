import { partnerScopes, roleScopes } from '@hemisphere/identity/directory/roles.ts'
import {
  insertClient,
  insertPermissionSet,
  insertTenant,
  insertUser,
  openDirectory,
  type Directory,
} from '@hemisphere/identity/directory/write-directory.ts'
import type { UserPool } from '../issuer/user-pool.ts'
import type { SecretStore } from '../secrets/secret-store.ts'
import { openPool } from './region-pool.ts'
import type { RegionName, ZonePlan } from './regions.ts'
import { clientSecretId, secretIds } from './secret-ids.ts'
import { demoRoles, emailOf, partnerOf, tenantIdOf, type WorldTenant } from './tenants.ts'

export interface SeedDirectoryOptions {
  readonly zone: ZonePlan
  /** Region that holds the writer of the zone's directory. */
  readonly writer: RegionName
  /** Of all zones; those of other zones are passed over. */
  readonly tenants: readonly WorldTenant[]
  readonly users: UserPool
  readonly secrets: SecretStore
}

/**
 * Makes the people and clients of a zone known to its issuer, and writes them with their tenants and permission sets into
 * the zone's directory. Repeating it changes nothing.
 */
export async function seedDirectory({ zone, writer, tenants, users, secrets }: SeedDirectoryOptions): Promise<void> {
  const pool = await openPool(secrets, writer, secretIds.directoryOwner)
  try {
    const directory = openDirectory(pool)
    for (const tenant of tenants.filter((candidate) => candidate.zone === zone.name)) await seedTenantRows(directory, tenant)
  } finally {
    await pool.end()
  }

  async function seedTenantRows(directory: Directory, tenant: WorldTenant): Promise<void> {
    const { slug, name, homeRegion, currencyCode, timeZone } = tenant
    const tenantId = await insertTenant(directory, {
      id: tenantIdOf(slug),
      slug,
      name,
      zone: zone.name,
      homeRegion,
      currencyCode,
      timeZone,
    })
    for (const role of demoRoles) {
      const user = await users.ensureUser({
        email: emailOf(role, slug),
        password: secrets.get(zone.directoryRegion, secretIds.demoPassword),
      })
      const permissionSetId = await insertPermissionSet(directory, { tenantId, name: role, scopes: roleScopes[role] })
      await insertUser(directory, { tenantId, subject: user.sub, email: user.email, role, permissionSetId })
    }
    const partner = partnerOf(slug)
    const client = await users.ensureClient({ name: partner, secret: secrets.get(zone.directoryRegion, clientSecretId(partner)) })
    const permissionSetId = await insertPermissionSet(directory, { tenantId, name: 'partner', scopes: partnerScopes })
    await insertClient(directory, { tenantId, clientId: client.clientId, name: partner, permissionSetId })
  }
}
