import type { z } from 'zod'
import type { GlobalDatastore } from '../global-datastore/global-datastore.ts'
import { databasePlans } from '../world/database-plans.ts'
import { regionNamed, regions, type RegionName, type ZoneName } from '@hemisphere/topology/regions.ts'
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
      if (order.part === 'redis') await toSessions(parts, order)
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
    case 'promote-sessions':
      await sessionsOf(parts, order.zone).promote(order.region)
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

/** A region's member of the sessions comes and goes with its caches. */
async function toSessions(
  parts: WorldParts,
  { region, to }: { readonly region: RegionName; readonly to: 'running' | 'stopped' | 'killed' },
) {
  const sessions = parts.sessions.get(regionNamed(region).zone)
  if (sessions === undefined) return
  const steps = { running: sessions.start, stopped: sessions.stop, killed: sessions.kill }
  await steps[to](region)
}

function sessionsOf({ sessions }: WorldParts, zone: ZoneName): GlobalDatastore {
  const found = sessions.get(zone)
  if (found === undefined) throw new Error(`the sessions of ${zone} are in a Redis that is none of this world`)
  return found
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
    issuers: [...parts.issuers].map(([zone, issuer]) => ({ zone, keySetReads: issuer.keySetReads() })),
    databases: databasePlans.map(({ name, members }) => {
      const database = parts.database(name)
      return {
        database: name,
        writer: database.writer(),
        members: members.map((region) => ({ region, state: database.stateOf(region) })),
      }
    }),
    sessions: [...parts.sessions].map(([zone, store]) => ({
      zone,
      primary: store.primary(),
      members: store.members.map((region) => ({ region, state: store.stateOf(region) })),
    })),
  }
}
