import type * as plans from './topology.ts'

export type ZoneName = 'eu' | 'us'

export type RegionName = 'eu-west-1' | 'eu-central-1' | 'us-east-1' | 'us-west-2'

export type RegionPlan = plans.RegionPlan<ZoneName, RegionName>

export type ZonePlan = plans.ZonePlan<ZoneName, RegionName>

export const zones: readonly ZonePlan[] = [
  { name: 'eu', directoryRegion: 'eu-west-1' },
  { name: 'us', directoryRegion: 'us-east-1' },
]

export const regions: readonly RegionPlan[] = [
  { name: 'eu-west-1', zone: 'eu', buddy: 'eu-central-1' },
  { name: 'eu-central-1', zone: 'eu', buddy: 'eu-west-1' },
  { name: 'us-east-1', zone: 'us', buddy: 'us-west-2' },
  { name: 'us-west-2', zone: 'us', buddy: 'us-east-1' },
]

export const topology: plans.Topology<ZoneName, RegionName> = { zones, regions }

/** The plan of a region by its name; throws for one that is not part of the world. */
export function regionNamed(name: string): RegionPlan {
  const region = regions.find((candidate) => candidate.name === name)
  if (region === undefined) throw new Error(`got region ${name}, wanted one of ${regions.map((candidate) => candidate.name).join(', ')}`)
  return region
}

export function zoneNamed(name: string): ZonePlan {
  const zone = zones.find((candidate) => candidate.name === name)
  if (zone === undefined) throw new Error(`got zone ${name}, wanted one of ${zones.map((candidate) => candidate.name).join(', ')}`)
  return zone
}
