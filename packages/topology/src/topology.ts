/** A legal area. What belongs to it leaves it by no replica, secret, cache, token or failover. */
export interface ZonePlan<Zone extends string = string, Region extends string = string> {
  readonly name: Zone
  /** Where the writer of the zone's directory is, and what the zone shares is made: keys, sign-in, accelerators. */
  readonly directoryRegion: Region
}

/** A region of AWS that runs the whole stack. */
export interface RegionPlan<Zone extends string = string, Region extends string = string> {
  readonly name: Region
  readonly zone: Zone
  /** The other region of the zone, which takes over when this one is lost. */
  readonly buddy: Region
}

/** Zones and their regions: the one source of the signed region map, the world on one machine and the infrastructure. */
export interface Topology<Zone extends string = string, Region extends string = string> {
  readonly zones: readonly ZonePlan<Zone, Region>[]
  readonly regions: readonly RegionPlan<Zone, Region>[]
}

/** Throws what contradicts itself: a name that stands twice, a buddy or a directory in another zone, a zone without a region. */
export function checkTopology({ zones, regions }: Topology): void {
  for (const names of [zones.map(({ name }) => name), regions.map(({ name }) => name)]) {
    const twice = names.find((name, index) => names.indexOf(name) !== index)
    if (twice !== undefined) throw new Error(`the topology names ${twice} twice`)
  }
  const zoneOf = new Map(regions.map(({ name, zone }) => [name, zone]))
  for (const { name, directoryRegion } of zones) {
    if (zoneOf.get(directoryRegion) !== name)
      throw new Error(`the topology has the directory of zone ${name} in ${directoryRegion}, wanted a region of that zone`)
  }
  for (const { name, zone, buddy } of regions) {
    if (!zones.some((candidate) => candidate.name === zone)) throw new Error(`the topology puts ${name} into the unknown zone ${zone}`)
    if (buddy === name || zoneOf.get(buddy) !== zone)
      throw new Error(`the topology gives ${name} the buddy ${buddy}, wanted another region of zone ${zone}`)
    const back = regions.find((region) => region.name === buddy)?.buddy
    if (back !== name) throw new Error(`the topology gives ${name} the buddy ${buddy}, whose buddy is ${back}: wanted pairs`)
  }
}

/** Regions of a zone, that of its directory first. */
export function regionsOf({ regions }: Topology, { name, directoryRegion }: ZonePlan): readonly RegionPlan[] {
  const own = regions.filter(({ zone }) => zone === name)
  return [...own.filter((region) => region.name === directoryRegion), ...own.filter((region) => region.name !== directoryRegion)]
}
