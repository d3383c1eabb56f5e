import { createPool } from '@hemisphere/kit/database.ts'
import { createSecretReader, readDatabaseSecret, type SecretReader } from '@hemisphere/kit/secrets.ts'

export interface TenantHome {
  readonly tenantId: string
  /** Home region. */
  readonly region: string
  /** Reads the secrets of the region that holds the home's writer. */
  readonly secrets: SecretReader
}

/** Where a tenant lives, asked of the zones' directories one after another; undefined when none of them knows it. */
export async function findTenantHome(
  slug: string,
  directoryRegions: readonly string[],
  secretsEndpoint: string,
): Promise<TenantHome | undefined> {
  for (const directoryRegion of directoryRegions) {
    using secrets = createSecretReader({ region: directoryRegion, endpoint: secretsEndpoint })
    const pool = await createPool({
      login: () => readDatabaseSecret(secrets, 'hemisphere/database/directory-reader'),
      service: 'import',
      maxConnections: 1,
    })
    try {
      const { rows } = await pool.query<{ id: string; home: string; writer: string }>(
        'select id, home_region as home, coalesce(ops.writer_of(home_region), home_region) as writer from directory.tenant where slug = $1',
        [slug],
      )
      const [tenant] = rows
      if (tenant !== undefined) {
        const home = createSecretReader({ region: tenant.writer, endpoint: secretsEndpoint })
        return { tenantId: tenant.id, region: tenant.home, secrets: home }
      }
    } finally {
      await pool.end()
    }
  }
  return undefined
}
