import * as databases from '@hemisphere/topology/databases.ts'
import { topology, type RegionName, type ZoneName } from '@hemisphere/topology/regions.ts'

export type DatabasePlan = databases.DatabasePlan<ZoneName, RegionName>

export type DatabaseName = DatabasePlan['name']

export function homeDatabase(region: RegionName): DatabaseName {
  return `home-${region}`
}

export function directoryDatabase(zone: ZoneName): DatabaseName {
  return `directory-${zone}`
}

/** Every database, homes before directories. */
export const databasePlans: readonly DatabasePlan[] = databases.planDatabases(topology)

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
