import type { Order } from '@hemisphere/operate/order.ts'
import type { RegionPlan } from '@hemisphere/topology/topology.ts'
import type { Deployment } from '../../deployment.ts'

export interface Place {
  readonly zone: string
  /** Where the task runs. */
  readonly region: string
}

/** The zone whose account this is; throws for an account of no zone. */
export function zoneOfAccount({ accounts }: Deployment, account: string): string {
  const zone = Object.entries(accounts.zones).find(([, candidate]) => candidate === account)?.[0]
  if (zone === undefined) throw new Error(`got account ${account}, wanted that of a zone: ${Object.values(accounts.zones).join(', ')}`)
  return zone
}

/** A region of a zone by its name; throws for one of another zone. */
export function regionOfZone({ topology }: Deployment, zone: string, name: string): RegionPlan {
  const region = topology.regions.find((candidate) => candidate.name === name && candidate.zone === zone)
  if (region === undefined) {
    const own = topology.regions.filter((candidate) => candidate.zone === zone).map((candidate) => candidate.name)
    throw new Error(`got region ${name}, wanted one of zone ${zone}: ${own.join(', ')}`)
  }
  return region
}

/**
 * Where an order's task runs unless it is said: where the writer, the primary or the tenant goes, since that region is there whatever is
 * lost. People are invited in the first region of the zone alone.
 */
export function regionFor(order: Order, deployment: Deployment, zone: string): string {
  switch (order.command) {
    case 'promote':
    case 'promote-sessions':
    case 'move-tenant':
      return regionOfZone(deployment, zone, order.to).name
    case 'add-tenant':
    case 'status': {
      const first = deployment.topology.zones.find(({ name }) => name === zone)
      if (first === undefined) throw new Error(`the topology has no zone ${zone}`)
      return first.directoryRegion
    }
  }
}
