import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { asAdmin } from '../global-database/bootstrap-writer.ts'
import { createGlobalDatabase, type GlobalDatabase } from '../global-database/global-database.ts'
import { openTopology } from '../global-database/topology.ts'
import { adminRole } from '../postgres/initialise-cluster.ts'
import type { SecretStore } from '../secrets/secret-store.ts'
import { databaseNamed, type DatabaseName } from '../world/database-plans.ts'
import { makeSecrets } from '../world/make-secrets.ts'
import { migrateOps } from '../world/migrate-database.ts'
import { memberPort, planFreePorts } from '../world/ports.ts'
import { openPool } from '../world/region-pool.ts'
import type { RegionName } from '@hemisphere/topology/regions.ts'
import { adminPasswordId } from '../world/secret-ids.ts'
import { clearState, prepareStateFolder, stateFolderAt, type StateFolder } from '../world/state-folder.ts'

/** Databases with a real server in each of two regions, without anything that serves; schema `ops` is in all of them. */
export interface TestZone extends AsyncDisposable {
  readonly state: StateFolder
  readonly secrets: SecretStore
  database(name: DatabaseName): GlobalDatabase
  /** Connections on a login of the world at the member in a region. */
  pool(region: RegionName, secretId: string): Promise<pg.Pool>
  /** Runs work as the administrator of a member's server. */
  asAdmin<Result>(name: DatabaseName, region: RegionName, work: (admin: pg.Client) => Promise<Result>): Promise<Result>
  /** Stops all servers and starts them again, as another start of the world does. */
  restart(): Promise<void>
}

/** Makes databases with their writers and replicas running, in a folder and on ports of their own. */
export async function createTestZone(names: readonly DatabaseName[]): Promise<TestZone> {
  await using made = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'hemisphere-zone-'))
  const state = stateFolderAt(folder)
  made.defer(async () => {
    await clearState(state)
    await rm(folder, { recursive: true, force: true })
  })
  await prepareStateFolder(state)
  const ports = await planFreePorts()
  const secrets = await makeSecrets(state, { ports, tenants: [], now: Date.now })
  let databases = await open()
  made.defer(async () => {
    for (const database of databases.values()) await database[Symbol.asyncDispose]()
  })
  const pools = made.use(new AsyncDisposableStack())
  await startAll()

  async function open(): Promise<ReadonlyMap<DatabaseName, GlobalDatabase>> {
    const topology = await openTopology(state.topology)
    const options = { state, ports, secrets, topology, followLimitMs: 3_000, onStarted: () => undefined, onLost: () => undefined }
    return new Map(names.map((name) => [name, createGlobalDatabase({ ...options, plan: databaseNamed(name) })]))
  }

  async function startAll(): Promise<void> {
    for (const database of databases.values()) {
      const { plan } = database
      const writer = database.writer()
      await database.start(writer)
      await migrateOps({ plan, writer, secrets })
      for (const region of plan.members) await database.start(region)
    }
  }

  const kept = made.move()
  return {
    state,
    secrets,
    database(name) {
      const database = databases.get(name)
      if (database === undefined) throw new Error(`the test has no database ${name}`)
      return database
    },
    async pool(region, secretId) {
      const pool = await openPool(secrets, region, secretId)
      pools.defer(() => pool.end())
      return pool
    },
    asAdmin(name, region, work) {
      const password = secrets.get(region, adminPasswordId(databaseNamed(name)))
      return asAdmin({ port: memberPort(ports, name, region), admin: { user: adminRole, password } }, 'postgres', work)
    },
    async restart() {
      for (const database of databases.values()) await database[Symbol.asyncDispose]()
      databases = await open()
      await startAll()
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  }
}
