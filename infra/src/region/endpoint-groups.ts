import type { Stack } from 'aws-cdk-lib'
import * as globalaccelerator from 'aws-cdk-lib/aws-globalaccelerator'
import type { HomeAccelerator } from '../zone/zone-stack.ts'
import type { LoadBalancer } from './load-balancer.ts'

export interface EndpointGroupsOptions {
  readonly accelerators: readonly { readonly home: string; readonly accelerator: HomeAccelerator; readonly dial: number }[]
  readonly loadBalancer: LoadBalancer
}

/** Adds this region to the accelerators that may lead here; an accelerator takes the health of a load balancer from the load balancer. */
export function addEndpointGroups(stack: Stack, { accelerators, loadBalancer }: EndpointGroupsOptions): void {
  for (const { home, accelerator, dial } of accelerators) {
    new globalaccelerator.CfnEndpointGroup(stack, `Endpoints-${home}`, {
      listenerArn: accelerator.listenerArn,
      endpointGroupRegion: stack.region,
      trafficDialPercentage: dial,
      healthCheckProtocol: 'TCP',
      healthCheckPort: 443,
      healthCheckIntervalSeconds: 10,
      thresholdCount: 2,
      endpointConfigurations: [{ endpointId: loadBalancer.balancer.loadBalancerArn, weight: 128, clientIpPreservationEnabled: true }],
    })
  }
}
