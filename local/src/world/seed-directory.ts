import { partnerScopes, roleScopes } from '@hemisphere/identity/directory/roles.ts'
import {
  insertClient,
  insertFederatedIdentity,
  insertIdentityProvider,
  insertPermissionSet,
  insertTenant,
  insertUser,
  openDirectory,
  type Directory,
} from '@hemisphere/identity/directory/write-directory.ts'
import type { RunningCompanyProvider } from '../identity-provider/company-provider.ts'
import type { UserPool } from '../issuer/user-pool.ts'
import type { SecretStore } from '../secrets/secret-store.ts'
import { openPool } from './region-pool.ts'
import type { RegionName, ZonePlan } from '@hemisphere/topology/regions.ts'
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
  /** Of a company of the zone: its people may come by way of it, too. */
  readonly provider?: RunningCompanyProvider | undefined
}

/**
 * Makes the people and clients of a zone known to its issuer, and writes them with their tenants and permission sets into
 * the zone's directory. Repeating it changes nothing.
 */
export async function seedDirectory({ zone, writer, tenants, users, secrets, provider }: SeedDirectoryOptions): Promise<void> {
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
    const userIds = new Map<string, string>()
    for (const role of demoRoles) {
      const user = await users.ensureUser({
        email: emailOf(role, slug),
        password: secrets.get(zone.directoryRegion, secretIds.demoPassword),
      })
      const permissionSetId = await insertPermissionSet(directory, { tenantId, name: role, scopes: roleScopes[role] })
      userIds.set(role, await insertUser(directory, { tenantId, subject: user.sub, email: user.email, role, permissionSetId }))
    }
    if (provider?.company === slug) await seedProvider(directory, tenantId, provider, userIds)
    const partner = partnerOf(slug)
    const client = await users.ensureClient({ name: partner, secret: secrets.get(zone.directoryRegion, clientSecretId(partner)) })
    const permissionSetId = await insertPermissionSet(directory, { tenantId, name: 'partner', scopes: partnerScopes })
    await insertClient(directory, { tenantId, clientId: client.clientId, name: partner, permissionSetId })
  }
}

async function seedProvider(
  directory: Directory,
  tenantId: string,
  { registration: { name }, identities }: RunningCompanyProvider,
  userIds: ReadonlyMap<string, string>,
): Promise<void> {
  await insertIdentityProvider(directory, { tenantId, name })
  for (const { role, subject } of identities) {
    const userId = userIds.get(role)
    if (userId === undefined)
      throw new Error(`the identity provider ${name} has a ${role}, wanted one of ${[...userIds.keys()].join(', ')}`)
    await insertFederatedIdentity(directory, { tenantId, provider: name, subject, userId })
  }
}
