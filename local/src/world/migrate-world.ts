import { openSecretStore, type SecretStore } from '../secrets/secret-store.ts'
import { startRegionDatabase } from './databases.ts'
import { createGroup } from './group.ts'
import { makeSecrets } from './make-secrets.ts'
import { migrateRegion, type AppliedMigration } from './migrate-region.ts'
import { planFreePorts } from './ports.ts'
import { regions } from './regions.ts'
import { stateFolderAt } from './state-folder.ts'
import { takeState } from './take-state.ts'
import { WorldRunningError } from './world-lock.ts'

/** Migrates all regions of a state folder: in the world that runs on it, or with databases that are started for this alone. */
export async function migrateWorld(stateFolder: string): Promise<readonly AppliedMigration[]> {
  try {
    return await migrateStopped(stateFolder)
  } catch (error) {
    if (!(error instanceof WorldRunningError)) throw error
    return migrateAll(await openSecretStore(stateFolderAt(stateFolder).secrets, Date.now))
  }
}

async function migrateStopped(stateFolder: string): Promise<readonly AppliedMigration[]> {
  await using taken = await takeState(stateFolder, { fresh: false })
  const { state } = taken
  const ports = await planFreePorts()
  const secrets = await makeSecrets(state, { ports, tenants: [], now: Date.now })
  await using databases = createGroup()
  const starting = regions.map(async ({ name: region }) => {
    databases.add(await startRegionDatabase({ state, region, port: ports.regions[region].postgres, secrets }))
  })
  // All have come to rest before any is stopped.
  await Promise.allSettled(starting)
  await Promise.all(starting)
  // Waited for here: the databases stop when this function ends.
  return await migrateAll(secrets)
}

async function migrateAll(secrets: SecretStore): Promise<readonly AppliedMigration[]> {
  return (await Promise.all(regions.map(({ name }) => migrateRegion(name, secrets)))).flat()
}
