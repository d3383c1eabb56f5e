import { homeLoginId } from '@hemisphere/kit/home-database.ts'
import { placeTenant } from '@hemisphere/operations/placement/place-tenant.ts'
import type { SecretStore } from '../secrets/secret-store.ts'
import { openPool } from './region-pool.ts'
import { regionNamed, type RegionName } from '@hemisphere/topology/regions.ts'
import { secretIds } from './secret-ids.ts'

export interface PlaceTenants {
  readonly secrets: SecretStore
  /** Region that holds the writer of the zone's directory, and of a home. */
  readonly directoryWriter: RegionName
  readonly homeWriter: (home: RegionName) => RegionName
}

/** Lets every tenant of a zone's directory write in the database of its home; those that are placed there stay as they are. */
export async function placeTenants({ secrets, directoryWriter, homeWriter }: PlaceTenants): Promise<void> {
  const directory = await openPool(secrets, directoryWriter, secretIds.directoryOwner)
  try {
    const { rows } = await directory.query<{ id: string; home: string; epoch: number }>(
      'select id, home_region as home, placement_epoch as epoch from directory.tenant',
    )
    for (const home of new Set(rows.map((row) => regionNamed(row.home).name))) {
      const owner = await openPool(secrets, homeWriter(home), homeLoginId(home, 'ops-owner'))
      try {
        for (const { id, epoch } of rows.filter((row) => row.home === home)) await placeTenant(owner, { tenantId: id, epoch })
      } finally {
        await owner.end()
      }
    }
  } finally {
    await directory.end()
  }
}
