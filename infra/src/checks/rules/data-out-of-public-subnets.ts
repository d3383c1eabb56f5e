import { ruleOver, type Rule } from '../rule.ts'
import { at, findResources, listOf, originOf, type Found, type Origin, type World } from '../world.ts'

/** Where each type of resource says in which subnets it is. */
const subnetProperties: Readonly<Record<string, readonly (string | number)[]>> = {
  'AWS::RDS::DBSubnetGroup': ['SubnetIds'],
  'AWS::ElastiCache::SubnetGroup': ['SubnetIds'],
  'AWS::RDS::DBProxy': ['VpcSubnetIds'],
  'AWS::RDS::DBProxyEndpoint': ['VpcSubnetIds'],
  'AWS::ECS::Service': ['NetworkConfiguration', 'AwsvpcConfiguration', 'Subnets'],
  'AWS::Lambda::Function': ['VpcConfig', 'SubnetIds'],
  'AWS::EC2::VPCEndpoint': ['SubnetIds'],
  'AWS::ElasticLoadBalancingV2::LoadBalancer': ['Subnets'],
}

/** What may look up Cognito's sign-in pages by way of a NAT gateway: gateways, and what stands before them. */
const mayHaveAWayOut = new Set(['AWS::ECS::Service', 'AWS::ElasticLoadBalancingV2::LoadBalancer'])

export const dataOutOfPublicSubnets: Rule = ruleOver(
  'data-out-of-public-subnets',
  'Nothing that keeps data or computes is in a subnet with a route to the internet gateway; data has no way out at all.',
  (world) => findResources(world, Object.keys(subnetProperties), 'zones').filter((found) => subnetsOf(found).length > 0),
  (found, world) =>
    subnetsOf(found).flatMap((subnet) => {
      const origin = originOf(world, found.stack, subnet)
      if (origin?.id === undefined) return [`its subnet ${JSON.stringify(subnet)} is none that is made here`]
      const ways = waysOut(origin, world)
      if (ways.includes('internet')) return [`its subnet ${origin.id} has a route to the internet gateway`]
      return ways.includes('nat') && !mayHaveAWayOut.has(found.type) ? [`its subnet ${origin.id} has a way out by a NAT gateway`] : []
    }),
)

function subnetsOf({ type, properties }: Found): readonly unknown[] {
  return listOf(at(properties, ...(subnetProperties[type] ?? [])))
}

/** Kinds of routes beyond the network of a subnet, by its route table. */
function waysOut(subnet: Origin, world: World): readonly ('internet' | 'nat')[] {
  const inStack = (type: string): readonly Found[] => findResources(world, [type]).filter(({ stack }) => stack === subnet.stack)
  const tables = new Set(
    inStack('AWS::EC2::SubnetRouteTableAssociation')
      .filter(({ properties }) => at(properties['SubnetId'], 'Ref') === subnet.id)
      .map(({ properties }) => at(properties['RouteTableId'], 'Ref')),
  )
  return inStack('AWS::EC2::Route')
    .filter(({ properties }) => tables.has(at(properties['RouteTableId'], 'Ref')))
    .flatMap(({ properties }) => {
      if (properties['GatewayId'] !== undefined || properties['EgressOnlyInternetGatewayId'] !== undefined) return ['internet' as const]
      return properties['NatGatewayId'] === undefined ? [] : ['nat' as const]
    })
}
