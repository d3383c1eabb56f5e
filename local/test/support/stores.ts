import { databaseSecretSchema } from '@hemisphere/kit/secrets.ts'
import { adminRole } from '@hemisphere/local/postgres/initialise-cluster.ts'
import { openSecretStore } from '@hemisphere/local/secrets/secret-store.ts'
import { portsOfRunning } from '@hemisphere/local/residency/running-ports.ts'
import { databaseNamed, type DatabaseName } from '@hemisphere/local/world/database-plans.ts'
import type { RegionName } from '@hemisphere/topology/regions.ts'
import { adminPasswordId, schemaLogins } from '@hemisphere/local/world/secret-ids.ts'
import { stateFolderAt } from '@hemisphere/local/world/state-folder.ts'
import pg from 'pg'
import { createClient } from 'redis'
import { inject } from 'vitest'

/** Runs work as the administrator of a member of a database of the running world, whom no guard and no policy holds back. */
export async function asAdministrator<Result>(
  database: DatabaseName,
  region: RegionName,
  work: (admin: pg.Client) => Promise<Result>,
): Promise<Result> {
  const secrets = await openSecretStore(stateFolderAt(inject('world').stateFolder).secrets, Date.now)
  const plan = databaseNamed(database)
  const { host, port } = databaseSecretSchema.parse(JSON.parse(secrets.get(region, schemaLogins(plan)[0]?.owner.secretId ?? '')))
  const admin = new pg.Client({ host, port, database: plan.dbname, user: adminRole, password: secrets.get(region, adminPasswordId(plan)) })
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.end()
  }
}

/** Runs a command on the cache, or on the store of sessions, of a region of the running world. */
export async function onRedis(region: RegionName, use: 'redis' | 'sessions', command: readonly string[]): Promise<void> {
  const ports = await portsOfRunning(stateFolderAt(inject('world').stateFolder))
  const client = createClient({ url: `redis://127.0.0.1:${ports.regions[region][use]}` })
  await client.connect()
  try {
    await client.sendCommand([...command])
  } finally {
    client.destroy()
  }
}
