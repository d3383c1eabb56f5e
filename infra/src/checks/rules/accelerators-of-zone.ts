import { isOfZone, ruleOver, type Rule } from '../rule.ts'
import { at, findResources, listOf, originOf, type Found, type World } from '../world.ts'

/**
 * An accelerator sends to all of its groups when none is healthy, and heeds no dial then: one group of another zone is one failure
 * away from an answer out of that zone.
 */
export const acceleratorsOfZone: Rule = ruleOver(
  'accelerators-of-zone',
  'Each home has one accelerator; its groups are the home at dial 100 and its buddy at dial 0, both of one zone.',
  (world) => findResources(world, ['AWS::GlobalAccelerator::EndpointGroup', 'AWS::GlobalAccelerator::Accelerator']),
  (found, world) =>
    found.type === 'AWS::GlobalAccelerator::Accelerator' ? faultsOfAccelerator(found, world) : faultsOfGroup(found, world),
)

function faultsOfGroup(found: Found, world: World): readonly string[] {
  const { stack, properties } = found
  const region = properties['EndpointGroupRegion']
  const listener = originOf(world, stack, properties['ListenerArn'])
  const foreign = listOf(properties['EndpointConfigurations']).filter(
    (endpoint) => originOf(world, stack, at(endpoint, 'EndpointId'))?.stack.zone !== stack.zone,
  )
  return [
    ...(isOfZone(world, stack, region) ? [] : [`the group is of ${String(region)}, which is no region of zone ${stack.zone}`]),
    ...(region === stack.region ? [] : [`the group is of ${String(region)}, its stack of ${stack.region}`]),
    ...(listener?.stack.zone === stack.zone ? [] : [`its listener is of zone ${listener?.stack.zone}, wanted ${stack.zone}`]),
    ...foreign.map((endpoint) => `its endpoint ${JSON.stringify(at(endpoint, 'EndpointId'))} is not of zone ${stack.zone}`),
  ]
}

function faultsOfAccelerator({ stack, properties }: Found, world: World): readonly string[] {
  const home = String(properties['Name']).replace(/^hemisphere-/, '')
  const plan = world.deployment.topology.regions.find(({ name, zone }) => name === home && zone === stack.zone)
  if (plan === undefined) return [`it is named for ${home}, which is no home of zone ${stack.zone}`]
  const groups = findResources(world, ['AWS::GlobalAccelerator::EndpointGroup'])
    .filter((group) => JSON.stringify(group.properties['ListenerArn']).includes(`Listener${home.replaceAll('-', '')}`))
    .map((group) => `${String(group.properties['EndpointGroupRegion'])} at ${String(group.properties['TrafficDialPercentage'])}`)
  const wanted = [`${home} at 100`, `${plan.buddy} at 0`]
  const isAsWanted = groups.length === wanted.length && wanted.every((group) => groups.includes(group))
  return isAsWanted ? [] : [`its groups are ${groups.join(', ') || 'none'}, wanted ${wanted.join(', ')}`]
}
