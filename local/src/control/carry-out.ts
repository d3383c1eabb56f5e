import type { z } from 'zod'
import { databasePlans } from '../world/database-plans.ts'
import { regions } from '../world/regions.ts'
import type { WorldParts } from '../world/world-parts.ts'
import type { controlOrderSchema, WorldStatus } from './control-order.ts'

/** Carries out one order on the parts of a world. */
export async function carryOut(parts: WorldParts, order: z.infer<typeof controlOrderSchema>): Promise<WorldStatus> {
  switch (order.action) {
    case 'status':
      break
    case 'part': {
      const region = parts.region(order.region)
      const steps = { running: region.start, stopped: region.stop, killed: region.kill }
      await steps[order.to](order.part)
      break
    }
    case 'member': {
      const database = parts.database(order.database)
      const steps = { running: database.start, 'as-it-was': database.startAsItWas, stopped: database.stop, killed: database.kill }
      await steps[order.to](order.region)
      break
    }
    case 'promote':
      await parts.database(order.database).promote(order.region)
      break
    case 'edge':
      await toEdge(parts, order)
      break
    case 'signing-key': {
      const issuer = parts.issuer(order.zone)
      await (order.to === 'rotated' ? issuer.rotateSigningKey() : issuer.retireOldKeys())
      break
    }
    case 'issuer':
      parts.issuer(order.zone).setAnswering(order.answering)
      break
  }
  return statusOf(parts)
}

async function toEdge(
  { edge }: WorldParts,
  { to, clockSkewMs }: { readonly to: 'deployed' | 'running' | 'killed'; readonly clockSkewMs: number },
) {
  if (edge === undefined) throw new Error('the edge was not started')
  if (to === 'killed') return edge.kill()
  if (to === 'deployed') await edge.deploy()
  return edge.start(clockSkewMs)
}

function statusOf(parts: WorldParts): WorldStatus {
  return {
    regions: regions.map(({ name, zone }) => {
      const region = parts.regions.get(name)
      return { region: name, zone, compute: region?.isRunning('compute') ?? false, redis: region?.isRunning('redis') ?? false }
    }),
    databases: databasePlans.map(({ name, members }) => {
      const database = parts.database(name)
      return {
        database: name,
        writer: database.writer(),
        members: members.map((region) => ({ region, state: database.stateOf(region) })),
      }
    }),
  }
}
