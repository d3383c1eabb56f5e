import { confirmDirectoryLease, confirmHomeLease, type Confirmation } from '@hemisphere/operations/lease/confirm-lease.ts'
import type pg from 'pg'
import type { GlobalDatabase } from '../global-database/global-database.ts'
import type { SecretStore } from '../secrets/secret-store.ts'
import { directoryDatabase, otherMember, databaseNamed, type DatabasePlan } from './database-plans.ts'
import { openPool } from './region-pool.ts'
import type { RegionName } from '@hemisphere/topology/regions.ts'
import { schemaLogins } from './secret-ids.ts'

/** Confirms the lease of a database's writer, as its region's keeper does; throws when it can not be. */
export async function confirmLease({ plan, writer }: GlobalDatabase, secrets: SecretStore): Promise<void> {
  const region = writer()
  await using pools = new AsyncDisposableStack()

  async function open(of: DatabasePlan, at: RegionName): Promise<pg.Pool> {
    const login = schemaLogins(of)[0]?.service.secretId ?? ''
    const pool = await openPool(secrets, at, login)
    pools.defer(() => pool.end())
    return pool
  }

  async function confirm(): Promise<Confirmation> {
    const member = await open(plan, region)
    if (plan.home === undefined) return confirmDirectoryLease({ member, otherMember: await open(plan, otherMember(plan, region)) })
    const zoneDirectory = databaseNamed(directoryDatabase(plan.zone))
    const directory = await Promise.all(zoneDirectory.members.map((at) => open(zoneDirectory, at)))
    return confirmHomeLease({ homeRegion: plan.home, region, member, directory })
  }

  const outcome = await confirm()
  if (outcome !== 'held' && outcome !== 'confirmed') throw new Error(`the writer of ${plan.name} in ${region} is not confirmed: ${outcome}`)
}
