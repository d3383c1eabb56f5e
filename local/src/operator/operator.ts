import { createPool } from '@hemisphere/kit/database.ts'
import { databaseSecretSchema } from '@hemisphere/kit/secrets.ts'
import type { OperatedDatabase } from '@hemisphere/operations/zone-databases.ts'
import type pg from 'pg'
import { openControl, type ControlClient } from '../control/control-client.ts'
import { openSecretStore, type SecretStore } from '../secrets/secret-store.ts'
import { databaseNamed, directoryDatabase, homeDatabase, type DatabaseName, type DatabasePlan } from '../world/database-plans.ts'
import { publishRegionStatus } from '../world/region-states.ts'
import type { RegionName, ZoneName } from '@hemisphere/topology/regions.ts'
import { ownerLoginId, schemaLogins, secretIds, serviceLoginId, type SchemaName } from '../world/secret-ids.ts'
import { stateFolderAt, type StateFolder } from '../world/state-folder.ts'

/** What an operator of this machine's world holds in hand: its control, its databases, the key of the region map. */
export interface Operator extends AsyncDisposable {
  readonly state: StateFolder
  readonly secrets: SecretStore
  readonly control: ControlClient
  /** A database with its members, on the owner of schema `ops`. */
  database(name: DatabaseName): Promise<OperatedDatabase>
  home(region: RegionName): Promise<OperatedDatabase>
  directory(zone: ZoneName): Promise<OperatedDatabase>
  /** The owner of a schema at the member of a home's database in a region; copying a tenant takes as long as it takes. */
  schemaOwner(home: RegionName, schema: SchemaName, region: RegionName): Promise<pg.Pool>
  /** The service of a schema at the member of a home's database in a region. */
  schemaService(home: RegionName, schema: SchemaName, region: RegionName): Promise<pg.Pool>
  /** The directory's owner at the member in a region. */
  directoryOwner(region: RegionName): Promise<pg.Pool>
  /** Tells the edge of a region's state or of its home's writer epoch. */
  publish(region: RegionName, change: Parameters<typeof publishRegionStatus>[2]): Promise<void>
}

/** A member that is silent is as good as one that is gone. */
const timeoutMs = 3_000

/** Takes control of the world that runs on a state folder; NoWorldError when there is none. */
export async function openOperator(stateFolder: string, now: () => number): Promise<Operator> {
  const state = stateFolderAt(stateFolder)
  const control = await openControl(state.control)
  const secrets = await openSecretStore(state.secrets, now)
  const pools = new Map<string, Promise<pg.Pool>>()

  function pool(region: RegionName, secretId: string, queryTimeoutMs?: number): Promise<pg.Pool> {
    const key = `${region} ${secretId}`
    const known = pools.get(key)
    if (known !== undefined) return known
    const opening = createPool({
      login: async () => databaseSecretSchema.parse(JSON.parse(secrets.get(region, secretId))),
      service: 'operator',
      maxConnections: 3,
      connectionTimeoutMs: timeoutMs,
      ...(queryTimeoutMs === undefined ? {} : { queryTimeoutMs }),
    })
    pools.set(key, opening)
    return opening
  }

  async function operated(plan: DatabasePlan): Promise<OperatedDatabase> {
    const ops = schemaLogins(plan)[0]?.owner.secretId ?? ''
    const members = plan.members.map(async (region) => ({ region, owner: await pool(region, ops, timeoutMs) }))
    return { name: plan.name, members: await Promise.all(members) }
  }

  return {
    state,
    secrets,
    control,
    database: (name) => operated(databaseNamed(name)),
    home: (region) => operated(databaseNamed(homeDatabase(region))),
    directory: (zone) => operated(databaseNamed(directoryDatabase(zone))),
    schemaOwner: (home, schema, region) => pool(region, ownerLoginId(home, schema)),
    schemaService: (home, schema, region) => pool(region, serviceLoginId(home, schema)),
    directoryOwner: (region) => pool(region, secretIds.directoryOwner, timeoutMs),
    async publish(region, change) {
      await publishRegionStatus(state, region, change, now)
    },
    async [Symbol.asyncDispose]() {
      // One that could not be opened has told so where it was asked for.
      await Promise.allSettled([...pools.values()].map(async (opening) => (await opening).end()))
    },
  }
}
