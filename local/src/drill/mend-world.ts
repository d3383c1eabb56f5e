import { setTimeout as delay } from 'node:timers/promises'
import { readLease } from '@hemisphere/operations/lease/lease.ts'
import { findPlacementBySlug } from '@hemisphere/identity/directory/placement.ts'
import { writerOf } from '@hemisphere/operations/promote/promote-home.ts'
import { moveWorldTenant } from '../operator/move-world-tenant.ts'
import type { Operator } from '../operator/operator.ts'
import { promoteDirectory, promoteRegion } from '../operator/promote-region.ts'
import { promoteSessions } from '../operator/promote-sessions.ts'
import { untilRouted } from '../world/accelerators.ts'
import { databasePlans, databasesIn } from '../world/database-plans.ts'
import { planPorts } from '../world/ports.ts'
import { readRegionStates } from '../world/region-states.ts'
import { regionNamed, regions, zones, type RegionName, type ZoneName } from '@hemisphere/topology/regions.ts'
import { resumeReplay } from './replay.ts'

export interface MendWorld {
  /** The tenant that drills move about, with its home. */
  readonly tenant: { readonly slug: string; readonly home: RegionName }
  readonly now: () => number
}

const routedLimitMs = 60_000
const pollMs = 100

/** Brings a world back to what it was before a drill: everything runs, every writer, the sessions and the tenant are at home, the edge sends there. */
export async function mendWorld(operator: Operator, { tenant, now }: MendWorld): Promise<void> {
  const { control } = operator
  for (const { name: zone } of zones) await control.send({ action: 'issuer', zone, answering: 'normally' })
  await startEverything(operator)
  for (const { name: zone, directoryRegion: to } of zones) await promoteSessions(operator, { zone, to, tell: () => undefined })
  for (const plan of databasePlans) await resumeReplay(operator, plan)
  await openEdge(operator)
  for (const { name: zone, directoryRegion } of zones) await untilHeld(operator, zone, directoryRegion, now)
  for (const { name: home } of regions) {
    const { region } = await writerOf(await operator.home(home))
    if (region !== home) await promoteRegion(operator, { home, to: home, tell: () => undefined, now })
  }
  await bringTenantHome(operator, tenant, now)
  const ports = planPorts(control.edgePort)
  await untilRouted({ ports, writerOf: (home) => home, signal: AbortSignal.timeout(routedLimitMs) })
}

async function startEverything({ control }: Operator): Promise<void> {
  const { databases } = await control.send({ action: 'status' })
  // Writers before the replicas that follow them.
  for (const { database, writer } of databases) await control.send({ action: 'member', database, region: writer, to: 'running' })
  for (const { name: region } of regions) {
    for (const { name: database } of databasesIn(region)) await control.send({ action: 'member', database, region, to: 'running' })
    for (const part of ['redis', 'compute'] as const) await control.send({ action: 'part', region, part, to: 'running' })
  }
}

async function openEdge(operator: Operator): Promise<void> {
  const states = await readRegionStates(operator.state)
  for (const [region, { state }] of Object.entries(states?.regions ?? {})) {
    if (state !== 'active') await operator.publish(regionNamed(region).name, { state: 'active' })
  }
}

async function bringTenantHome(operator: Operator, { slug, home }: MendWorld['tenant'], now: () => number): Promise<void> {
  const { zone } = regionNamed(home)
  const { region } = await writerOf(await operator.directory(zone))
  const placement = await findPlacementBySlug(await operator.directoryOwner(regionNamed(region).name), slug)
  if (placement !== undefined && placement.homeRegion !== home)
    await moveWorldTenant(operator, { slug, to: home, tell: () => undefined, now })
}

/** Waits until keepers have confirmed what has come up, and brings the zone's directory back to its first region. */
async function untilHeld(operator: Operator, zone: ZoneName, directoryRegion: RegionName, now: () => number): Promise<void> {
  const plans = databasePlans.filter((plan) => plan.zone === zone)
  const deadline = now() + routedLimitMs
  for (const { name } of plans) {
    const { members } = await operator.database(name)
    while (
      !(await Promise.all(members.map(({ owner }) => readLease(owner).catch(() => undefined)))).some((lease) => lease?.isHeld === true)
    ) {
      if (now() > deadline) throw new Error(`no member of ${name} holds the lease of its writer`)
      await delay(pollMs)
    }
  }
  const { region } = await writerOf(await operator.directory(zone))
  if (region !== directoryRegion) await promoteDirectory(operator, { zone, to: directoryRegion, tell: () => undefined, now })
}
