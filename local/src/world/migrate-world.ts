import type { AppliedMigration } from '@hemisphere/migrations/migrate-schemas.ts'
import { createGlobalDatabase, type GlobalDatabase } from '../global-database/global-database.ts'
import { openTopology, type Topology } from '../global-database/topology.ts'
import { openSecretStore, type SecretStore } from '../secrets/secret-store.ts'
import { confirmLease } from './confirm-leases.ts'
import { databasePlans, type DatabasePlan } from './database-plans.ts'
import { createGroup } from './group.ts'
import { makeSecrets } from './make-secrets.ts'
import { migrateOps, migrateSchemas } from './migrate-database.ts'
import { planFreePorts } from './ports.ts'
import { stateFolderAt } from './state-folder.ts'
import { takeState } from './take-state.ts'
import { WorldRunningError } from './world-lock.ts'

/** Migrates all databases of a state folder: in the world that runs on it, or with servers that are started for this alone. */
export async function migrateWorld(stateFolder: string): Promise<readonly AppliedMigration[]> {
  try {
    return await migrateStopped(stateFolder)
  } catch (error) {
    if (!(error instanceof WorldRunningError)) throw error
    const state = stateFolderAt(stateFolder)
    return migrateAll(await openTopology(state.topology), await openSecretStore(state.secrets, Date.now))
  }
}

async function migrateStopped(stateFolder: string): Promise<readonly AppliedMigration[]> {
  await using taken = await takeState(stateFolder, { fresh: false })
  const { state } = taken
  const ports = await planFreePorts()
  const secrets = await makeSecrets(state, { ports, tenants: [], now: Date.now })
  const topology = await openTopology(state.topology)
  await using databases = createGroup()

  async function startBoth(plan: DatabasePlan): Promise<GlobalDatabase> {
    const none = (): void => undefined
    const database = databases.add(createGlobalDatabase({ plan, state, ports, secrets, topology, onStarted: none, onLost: none }))
    await database.start(database.writer())
    for (const region of plan.members) await database.start(region)
    return database
  }

  const starting = databasePlans.map(startBoth)
  // All have come to rest before any is stopped.
  await Promise.allSettled(starting)
  const started = await Promise.all(starting)
  const applied = await Promise.all(databasePlans.map((plan) => migrateOps({ plan, writer: topology.writerOf(plan.name), secrets })))
  // A directory's lease first: its word is what the homes' leases are confirmed by.
  for (const database of started.toReversed()) await confirmLease(database, secrets)
  // Waited for here: the servers stop when this function ends.
  return [...applied.flat(), ...(await migrateAll(topology, secrets))]
}

async function migrateAll(topology: Topology, secrets: SecretStore): Promise<readonly AppliedMigration[]> {
  const applied = await Promise.all(
    databasePlans.map(async (plan) => {
      const target = { plan, writer: topology.writerOf(plan.name), secrets }
      return [...(await migrateOps(target)), ...(await migrateSchemas(target))]
    }),
  )
  return applied.flat()
}
