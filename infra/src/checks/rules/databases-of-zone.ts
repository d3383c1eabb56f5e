import { ruleOver, type Rule } from '../rule.ts'
import { findResources, zoneOfRegion, type Found, type World } from '../world.ts'

/** A global database copies all that it holds to each of its members. */
export const databasesOfZone: Rule = ruleOver(
  'databases-of-zone',
  'All members of a global database are in the zone that it is made in, and one of them begins as the writer.',
  (world) => findResources(world, ['AWS::RDS::GlobalCluster', 'AWS::RDS::DBCluster']),
  (found, world) => (found.type === 'AWS::RDS::GlobalCluster' ? faultsOfDatabase(found, world) : faultsOfMember(found, world)),
)

const membersOf = (world: World, name: unknown): readonly Found[] =>
  findResources(world, ['AWS::RDS::DBCluster']).filter(({ properties }) => properties['GlobalClusterIdentifier'] === name)

function faultsOfDatabase({ stack, properties }: Found, world: World): readonly string[] {
  const name = properties['GlobalClusterIdentifier']
  const members = membersOf(world, name)
  const writers = members.filter((member) => member.properties['MasterUsername'] !== undefined)
  const foreign = members.filter((member) => zoneOfRegion(world.deployment.topology, member.stack.region) !== stack.zone)
  return [
    ...foreign.map((member) => `${String(name)} of zone ${stack.zone} has a member in ${member.stack.region}`),
    ...(writers.length === 1 ? [] : [`${String(name)} has ${writers.length} members that begin as the writer, wanted one`]),
    ...(members.length >= 2 ? [] : [`${String(name)} has ${members.length} members, wanted two or more`]),
  ]
}

function faultsOfMember({ stack, properties }: Found, world: World): readonly string[] {
  const name = properties['GlobalClusterIdentifier']
  const database = findResources(world, ['AWS::RDS::GlobalCluster']).find(
    (candidate) => candidate.properties['GlobalClusterIdentifier'] === name,
  )
  if (database === undefined) return [`it is a member of ${JSON.stringify(name)}, which nobody makes`]
  return database.stack.zone === stack.zone && database.stack.account === stack.account
    ? []
    : [`it is a member of ${String(name)} of zone ${database.stack.zone}, and itself of zone ${stack.zone}`]
}
