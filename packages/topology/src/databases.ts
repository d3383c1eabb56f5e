import type { Topology } from './topology.ts'

/** A database: of a home, or of a zone's directory. Each has a member in two regions of one zone. */
export interface DatabasePlan<Zone extends string = string, Region extends string = string> {
  readonly name: `home-${Region}` | `directory-${Zone}`
  readonly zone: Zone
  /** PostgreSQL's name of the database within its server. */
  readonly dbname: 'hemisphere' | 'directory'
  /** Region whose tenants are at home in it; undefined for a directory. */
  readonly home: Region | undefined
  /** Region of the first writer. */
  readonly firstWriter: Region
  /** The first writer's region, then the one that takes over. */
  readonly members: readonly [Region, Region]
}

/** Every database of a topology, homes before directories. */
export function planDatabases<Zone extends string, Region extends string>({
  zones,
  regions,
}: Topology<Zone, Region>): readonly DatabasePlan<Zone, Region>[] {
  const membersAt = (first: Region): readonly [Region, Region] => {
    const region = regions.find(({ name }) => name === first)
    if (region === undefined) throw new Error(`the topology has no region ${first}`)
    return [first, region.buddy]
  }
  return [
    ...regions.map(({ name, zone }): DatabasePlan<Zone, Region> => ({
      name: `home-${name}`,
      zone,
      dbname: 'hemisphere',
      home: name,
      firstWriter: name,
      members: membersAt(name),
    })),
    ...zones.map(({ name, directoryRegion }): DatabasePlan<Zone, Region> => ({
      name: `directory-${name}`,
      zone: name,
      dbname: 'directory',
      home: undefined,
      firstWriter: directoryRegion,
      members: membersAt(directoryRegion),
    })),
  ]
}
