import * as ec2 from 'aws-cdk-lib/aws-ec2'
import type { Construct } from 'constructs'
import { HemisphereStack, type HemisphereStackProps } from '../hemisphere-stack.ts'
import { tiers, type NetworkStack } from './network-stack.ts'

export interface PeeringStackProps extends HemisphereStackProps {
  readonly network: NetworkStack
  /** Regions of the zone that came before this one: from here they are asked. */
  readonly earlier: readonly PeeringStackPeer[]
}

export interface PeeringStackPeer {
  readonly region: string
  readonly network: NetworkStack
}

/** Connects the network to those of the other regions of its zone, since sessions are written where their primary is. */
export class PeeringStack extends HemisphereStack {
  readonly connections = new Map<string, string>()

  constructor(scope: Construct, id: string, { network, earlier, ...props }: PeeringStackProps) {
    super(scope, id, props)
    for (const { region, network: other } of earlier) {
      const connection = new ec2.CfnVPCPeeringConnection(this, `Peering-${region}`, {
        vpcId: network.vpc.vpcId,
        peerVpcId: other.vpc.vpcId,
        peerRegion: region,
      })
      this.connections.set(region, connection.attrId)
      addRoutes(this, { network, to: other.cidr, region, connectionId: connection.attrId })
    }
  }
}

export interface PeeringRoutesProps extends HemisphereStackProps {
  readonly network: NetworkStack
  /** Regions that asked for a connection to this one. */
  readonly later: readonly (PeeringStackPeer & { readonly connectionId: string })[]
}

/** The way back to the regions that came later. */
export class PeeringRoutesStack extends HemisphereStack {
  constructor(scope: Construct, id: string, { network, later, ...props }: PeeringRoutesProps) {
    super(scope, id, props)
    for (const { region, network: other, connectionId } of later) addRoutes(this, { network, to: other.cidr, region, connectionId })
  }
}

interface RoutesOptions {
  readonly network: NetworkStack
  readonly to: string
  readonly region: string
  readonly connectionId: string
}

/** From gateways and from what they ask; subgraphs and workers have no way into another region. */
function addRoutes(stack: HemisphereStack, { network, to, region, connectionId }: RoutesOptions): void {
  for (const tier of [tiers.gateway, tiers.data]) {
    const { subnets } = network.vpc.selectSubnets({ subnetGroupName: tier })
    for (const [index, { routeTable }] of subnets.entries()) {
      new ec2.CfnRoute(stack, `Route-${region}-${tier}-${index + 1}`, {
        routeTableId: routeTable.routeTableId,
        destinationCidrBlock: to,
        vpcPeeringConnectionId: connectionId,
      })
    }
  }
}
