import { ruleOver, type Rule } from '../rule.ts'
import { at, findResources, listOf, originOf, type Found, type World } from '../world.ts'

const balancer = 'AWS::ElasticLoadBalancingV2::LoadBalancer'
const listener = 'AWS::ElasticLoadBalancingV2::Listener'
const group = 'AWS::ElasticLoadBalancingV2::TargetGroup'

export const loadBalancersClosed: Rule = ruleOver(
  'load-balancers-closed',
  "A load balancer is internal, hears CloudFront's addresses alone, answers 403 to whoever brings no secret, and has one target group.",
  (world) => findResources(world, [balancer, listener]),
  (found, world) => (found.type === balancer ? faultsOfBalancer(found, world) : faultsOfListener(found)),
)

function faultsOfBalancer({ stack, properties }: Found, world: World): readonly string[] {
  const groups = findResources(world, [group]).filter((candidate) => candidate.stack === stack)
  const openings = listOf(properties['SecurityGroups']).flatMap((one) => ingressOf(originOf(world, stack, one)?.id, stack, world))
  return [
    ...(properties['Scheme'] === 'internal' ? [] : [`it is ${String(properties['Scheme'])}, wanted internal`]),
    ...(groups.length === 1 ? [] : [`beside it are ${groups.length} target groups, wanted one`]),
    ...(openings.length > 0 ? [] : ['nobody may call it']),
    ...openings
      .filter((opening) => at(opening, 'SourcePrefixListId') === undefined || hasOtherSource(opening))
      .map((opening) => `it may be called by ${JSON.stringify(opening)}, wanted a prefix list alone`),
  ]
}

function hasOtherSource(opening: unknown): boolean {
  return ['CidrIp', 'CidrIpv6', 'SourceSecurityGroupId'].some((name) => at(opening, name) !== undefined)
}

/** Rules within a security group and beside it. */
function ingressOf(id: string | undefined, stack: Found['stack'], world: World): readonly unknown[] {
  if (id === undefined) return []
  const within = listOf(at(stack.template.Resources, id, 'Properties', 'SecurityGroupIngress'))
  const beside = findResources(world, ['AWS::EC2::SecurityGroupIngress'])
    .filter((rule) => originOf(world, rule.stack, rule.properties['GroupId'])?.id === id && rule.stack.region === stack.region)
    .map(({ properties }) => properties)
  return [...within, ...beside]
}

function faultsOfListener({ properties }: Found): readonly string[] {
  const [action, ...others] = listOf(properties['DefaultActions'])
  const status = at(action, 'FixedResponseConfig', 'StatusCode')
  return [
    ...(others.length === 0 && status === '403' ? [] : [`it answers by default with ${JSON.stringify(action)}, wanted 403`]),
    ...(properties['Protocol'] === 'HTTPS' ? [] : [`it speaks ${String(properties['Protocol'])}, wanted HTTPS`]),
  ]
}
