import { createGlobalDatabase, type GlobalDatabase } from '../global-database/global-database.ts'
import { openTopology } from '../global-database/topology.ts'
import type { GlobalDatastore } from '../global-datastore/global-datastore.ts'
import type { RunningIssuer } from '../issuer/issuer.ts'
import type { SecretStore } from '../secrets/secret-store.ts'
import type { NodeChild } from './child-service.ts'
import { databasePlans, type DatabaseName } from './database-plans.ts'
import type { EdgeRuntime } from './edge-runtime.ts'
import type { WorldPorts } from './ports.ts'
import type { RegionRuntime } from './region-runtime.ts'
import type { RegionName, ZoneName } from '@hemisphere/topology/regions.ts'
import type { StateFolder } from './state-folder.ts'

/** What a world consists of, for those who start it and those who break parts of it. */
export interface WorldParts {
  database(name: DatabaseName): GlobalDatabase
  region(name: RegionName): RegionRuntime
  readonly issuer: (zone: ZoneName) => RunningIssuer
  readonly databases: ReadonlyMap<DatabaseName, GlobalDatabase>
  readonly regions: Map<RegionName, RegionRuntime>
  /** The sessions of each zone; none where the Redis is none of ours. */
  readonly sessions: Map<ZoneName, GlobalDatastore>
  readonly issuers: Map<ZoneName, RunningIssuer>
  /** The edge, once it was made. */
  edge: EdgeRuntime | undefined
}

export interface WorldPartsOptions {
  readonly state: StateFolder
  readonly ports: WorldPorts
  readonly secrets: SecretStore
  /** Told of every process that would not notice the end of this one. */
  readonly guard: Pick<NodeChild, 'post'>
  /** Told of a server that ended by itself. */
  readonly onLost: (error: Error) => void
}

/** The databases of a world, and places for what is started on them. */
export async function createWorldParts({ state, ports, secrets, guard, onLost }: WorldPartsOptions): Promise<WorldParts> {
  const topology = await openTopology(state.topology)
  const databases = new Map(
    databasePlans.map((plan) => [
      plan.name,
      createGlobalDatabase({
        plan,
        state,
        ports,
        secrets,
        topology,
        onStarted: (record) => guard.post(record),
        onLost: (database, region, how) => onLost(new Error(`PostgreSQL of ${database} in ${region} ended with ${how}`)),
      }),
    ]),
  )
  const regions: WorldParts['regions'] = new Map()
  const sessions: WorldParts['sessions'] = new Map()
  const issuers: WorldParts['issuers'] = new Map()
  return {
    databases,
    regions,
    sessions,
    issuers,
    edge: undefined,
    database: (name) => expect(databases.get(name), `database ${name}`),
    region: (name) => expect(regions.get(name), `region ${name}`),
    issuer: (zone) => expect(issuers.get(zone), `the issuer of zone ${zone}`),
  }
}

function expect<Part>(part: Part | undefined, name: string): Part {
  if (part === undefined) throw new Error(`${name} was not started`)
  return part
}
