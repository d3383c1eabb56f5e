import { regions, zones, type RegionName, type ZoneName } from '@hemisphere/topology/regions.ts'

/** A database of the world: of a home, or of a zone's directory. Each has a member in two regions of one zone. */
export type DatabaseName = `home-${RegionName}` | `directory-${ZoneName}`

export interface DatabasePlan {
  readonly name: DatabaseName
  readonly zone: ZoneName
  /** PostgreSQL's name of the database within its server. */
  readonly dbname: 'hemisphere' | 'directory'
  /** Region whose tenants are at home in it; undefined for a directory. */
  readonly home: RegionName | undefined
  /** Region of the first writer. */
  readonly firstWriter: RegionName
  /** The first writer's region, then the one that takes over. */
  readonly members: readonly [RegionName, RegionName]
}

export function homeDatabase(region: RegionName): DatabaseName {
  return `home-${region}`
}

export function directoryDatabase(zone: ZoneName): DatabaseName {
  return `directory-${zone}`
}

const buddyOf = (region: RegionName): RegionName => regions.find(({ name }) => name === region)?.buddy ?? region

/** Every database, homes before directories. */
export const databasePlans: readonly DatabasePlan[] = [
  ...regions.map(({ name, zone, buddy }): DatabasePlan => ({
    name: homeDatabase(name),
    zone,
    dbname: 'hemisphere',
    home: name,
    firstWriter: name,
    members: [name, buddy],
  })),
  ...zones.map(({ name, directoryRegion }): DatabasePlan => ({
    name: directoryDatabase(name),
    zone: name,
    dbname: 'directory',
    home: undefined,
    firstWriter: directoryRegion,
    members: [directoryRegion, buddyOf(directoryRegion)],
  })),
]

/** The plan of a database by its name; throws for one that is not part of the world. */
export function databaseNamed(name: string): DatabasePlan {
  const plan = databasePlans.find((candidate) => candidate.name === name)
  if (plan === undefined)
    throw new Error(`got database ${name}, wanted one of ${databasePlans.map((candidate) => candidate.name).join(', ')}`)
  return plan
}

/** Databases with a member in a region. */
export function databasesIn(region: RegionName): readonly DatabasePlan[] {
  return databasePlans.filter(({ members }) => members.includes(region))
}

/** The member beside the one in `region`. */
export function otherMember({ members: [first, second] }: DatabasePlan, region: RegionName): RegionName {
  return region === first ? second : first
}
