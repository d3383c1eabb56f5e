import { promoteHome } from '@hemisphere/operations/promote/promote-home.ts'
import { regionNamed } from '@hemisphere/topology/regions.ts'
import { failoverDatabase, type GlobalClusterCalls } from './aws/failover-database.ts'
import { failoverSessions, type GlobalDatastoreCalls } from './aws/failover-sessions.ts'
import type { OpenedConnections } from './aws/open-connections.ts'
import { describePromoted } from './describe-promoted.ts'
import type { Order, Outcome } from './order.ts'
import { describeDatabases, readMembers } from './status/database-status.ts'
import { addTenant, type Invite } from './tenant/add-tenant.ts'
import { moveZoneTenant } from './tenant/move-zone-tenant.ts'

/** What an order is carried out with. */
export interface CarryOut {
  readonly zone: string
  readonly connections: OpenedConnections
  readonly globalClusters: GlobalClusterCalls
  readonly globalDatastores: GlobalDatastoreCalls
  readonly datastoreId: string
  readonly invite: Invite | undefined
  /** Until the next look at what takes minutes. */
  readonly pause: () => Promise<void>
  readonly tell: (line: string) => void
  readonly now: () => number
}

const nothingToPublish: Outcome = { regionStates: {} }

/** Does what an order says, told line by line, and gives back what the edge has to be told; regions of other zones are refused. */
export async function carryOut(order: Order, world: CarryOut): Promise<Outcome> {
  const { zone, connections, globalDatastores, datastoreId, invite, pause, tell, now } = world
  switch (order.command) {
    case 'status': {
      const members = await Promise.all(connections.databases.map(async (name) => readMembers(await connections.operated(name))))
      describeDatabases(members.flat(), now()).forEach(tell)
      return nothingToPublish
    }
    case 'promote':
      return promote(order, world)
    case 'promote-sessions':
      checkZone(order.to, zone)
      await failoverSessions({ calls: globalDatastores, datastoreId, region: order.to, pause, tell })
      return nothingToPublish
    case 'move-tenant': {
      const { epoch } = await moveZoneTenant(connections, { slug: order.slug, to: order.to, zones: [zone], tell, now })
      tell(`${order.slug} is at home in ${order.to}, epoch ${epoch}; its clients get fresh tokens as they ask`)
      return nothingToPublish
    }
    case 'add-tenant':
      await addTenant(connections, { zone, tenant: order.tenant, invite, tell })
      return nothingToPublish
  }
}

async function promote({ home, to }: Extract<Order, { command: 'promote' }>, world: CarryOut): Promise<Outcome> {
  const { zone, connections, globalClusters: calls, pause, tell, now } = world
  for (const region of [home, to]) checkZone(region, zone)
  const states: Record<string, { readonly writerEpoch: number }> = {}
  const promoted = await promoteHome({
    homeRegion: home,
    home: await connections.home(home),
    directory: await connections.directory(zone),
    region: to,
    promoteReplica: (database, region, { isPlanned }) =>
      failoverDatabase({ calls, database, region, isPlanned, isWritable: () => isWritable(connections, database, region), pause, tell }),
    // Whoever started this task has the key that the edge knows: this region never has.
    async publishWriterEpoch(region, writerEpoch) {
      states[region] = { writerEpoch }
    },
    tell,
    now,
  })
  promoted.map(describePromoted).forEach(tell)
  return { regionStates: states }
}

async function isWritable(connections: OpenedConnections, database: string, region: string): Promise<boolean> {
  const { members } = await connections.operated(database)
  const owner = members.find((member) => member.region === region)?.owner
  const answer = await owner?.query<{ writable: boolean }>('select not pg_is_in_recovery() as writable')
  return answer?.rows[0]?.writable === true
}

function checkZone(region: string, zone: string): void {
  if (regionNamed(region).zone !== zone) throw new Error(`got region ${region}, wanted one of zone ${zone}`)
}
