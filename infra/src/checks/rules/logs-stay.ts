import { isOfZone, ruleOver, type Rule } from '../rule.ts'
import { at, findResources, listOf, originOf, spellOut, type Found, type World } from '../world.ts'

/** Where each type of resource sends what it logs. */
const destinations: Readonly<Record<string, (found: Found) => readonly unknown[]>> = {
  'AWS::Logs::SubscriptionFilter': ({ properties }) => [properties['DestinationArn']],
  'AWS::EC2::FlowLog': ({ properties }) => [properties['LogDestination'] ?? properties['LogGroupName']],
  'AWS::WAFv2::LoggingConfiguration': ({ properties }) => listOf(properties['LogDestinationConfigs']),
  'AWS::ElastiCache::ReplicationGroup': ({ properties }) =>
    listOf(properties['LogDeliveryConfigurations']).map((one) => at(one, 'DestinationDetails', 'CloudWatchLogsDetails', 'LogGroup')),
  'AWS::ECS::TaskDefinition': ({ properties }) =>
    listOf(properties['ContainerDefinitions']).map((container) => at(container, 'LogConfiguration', 'Options', 'awslogs-group')),
  'AWS::Lambda::Function': ({ properties }) => {
    const group = at(properties['LoggingConfig'], 'LogGroup')
    return group === undefined ? [] : [group]
  },
}

export const logsStay: Rule = ruleOver(
  'logs-stay',
  'What is logged in a region goes to a log group of that region, and what forwards logs forwards them inside the zone.',
  (world) => findResources(world, Object.keys(destinations), 'zones').filter((found) => destinationsOf(found).length > 0),
  (found, world) => destinationsOf(found).flatMap((destination) => faultsOf(destination, found, world)),
)

function destinationsOf(found: Found): readonly unknown[] {
  return destinations[found.type]?.(found) ?? []
}

function faultsOf(destination: unknown, { stack, properties }: Found, world: World): readonly string[] {
  const options = listOf(properties['ContainerDefinitions']).map((container) =>
    at(container, 'LogConfiguration', 'Options', 'awslogs-region'),
  )
  const elsewhere = options.filter((region) => region !== undefined && spellOut(region, stack) !== stack.region)
  if (elsewhere.length > 0) return [`it logs to ${String(elsewhere[0])}, wanted ${stack.region}`]
  const origin = originOf(world, stack, destination)
  const region = origin?.stack.region ?? spellOut(destination, stack).split(':')[3]
  return isOfZone(world, stack, region) ? [] : [`it logs to ${JSON.stringify(destination)}, which is not known to be in zone ${stack.zone}`]
}
