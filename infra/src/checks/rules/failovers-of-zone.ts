import { ruleOver, type Rule } from '../rule.ts'
import { at, findResources, listOf, originOf, spellOut, type Found, type World } from '../world.ts'
import { identityPolicies } from './least-privilege.ts'
import { statementsOf, withStatements } from './principals-of-zone.ts'

/** What makes another member the one that takes writes. */
const failovers = ['rds:FailoverGlobalCluster', 'rds:SwitchoverGlobalCluster', 'elasticache:FailoverGlobalReplicationGroup']

/**
 * Whoever fails a database over decides where its writer is: the right to it names databases and stores one by one, all of its own
 * zone. A directory's name holds no region, so no other rule sees that it is another zone's.
 */
export const failoversOfZone: Rule = ruleOver(
  'failovers-of-zone',
  'Whoever may fail over a database or the sessions may do so with those of one zone alone, its own, each by its name.',
  (world) => withStatements(world).filter((found) => identityPolicies.has(found.type) && statementsOf(found).some(mayFailOver)),
  (found, world) =>
    found.stack.zone === undefined
      ? ['it may fail something over, and belongs to no zone']
      : statementsOf(found)
          .filter(mayFailOver)
          .flatMap((statement) => listOf(at(statement, 'Resource')))
          .filter((resource) => !isOwn(resource, found, world))
          .map((resource) => `it may fail over ${spellOut(resource, found.stack)}, which zone ${found.stack.zone} does not make`),
)

function mayFailOver(statement: unknown): boolean {
  // Whom a role trusts is no right of the role.
  if (at(statement, 'Effect') !== 'Allow' || at(statement, 'Principal') !== undefined) return false
  // An action may be written with wildcards, which stand for anything.
  return listOf(at(statement, 'Action')).some((action) => {
    const pattern = String(action).replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    return failovers.some((failover) => new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i').test(failover))
  })
}

function isOwn(resource: unknown, { stack }: Found, world: World): boolean {
  const [, , service, region, account, kind, ...rest] = spellOut(resource, stack).split(':')
  const name = rest.join(':')
  if (account !== stack.account) return false
  const own = (type: string, property: string, where: (found: Found) => boolean = () => true): boolean =>
    findResources(world, [type], 'zones').some(
      (found) => found.stack.zone === stack.zone && where(found) && found.properties[property] === name,
    )
  const here = (found: Found): boolean => found.stack.region === region
  if (service === 'rds' && kind === 'global-cluster') return region === '' && own('AWS::RDS::GlobalCluster', 'GlobalClusterIdentifier')
  if (service === 'rds' && kind === 'cluster') return own('AWS::RDS::DBCluster', 'DBClusterIdentifier', here)
  if (service === 'elasticache' && kind === 'replicationgroup') return own('AWS::ElastiCache::ReplicationGroup', 'ReplicationGroupId', here)
  // AWS puts a prefix of its own before the name: what is named is a reference to what the zone makes.
  if (service === 'elasticache' && kind === 'globalreplicationgroup') return referencesIn(resource).some((part) => isDatastore(part))
  return false

  function isDatastore(part: unknown): boolean {
    const origin = originOf(world, stack, part)
    return origin !== undefined && origin.stack.zone === stack.zone && origin.stack.name.endsWith('-sessions')
  }
}

function referencesIn(value: unknown): readonly unknown[] {
  const parts = at(value, 'Fn::Join', 1)
  return Array.isArray(parts) ? parts.filter((part) => typeof part === 'object') : []
}
