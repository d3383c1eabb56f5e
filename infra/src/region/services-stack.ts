import type * as acmpca from 'aws-cdk-lib/aws-acmpca'
import type * as ec2 from 'aws-cdk-lib/aws-ec2'
import type * as ecs from 'aws-cdk-lib/aws-ecs'
import * as kms from 'aws-cdk-lib/aws-kms'
import type { Construct } from 'constructs'
import { HemisphereStack, type HemisphereStackProps } from '../hemisphere-stack.ts'
import type { RegionSize } from '../sizes.ts'
import type { HomeAccelerator } from '../zone/zone-stack.ts'
import { namespaceName } from './compute-stack.ts'
import { addEndpointGroups } from './endpoint-groups.ts'
import { createLoadBalancer, type LoadBalancer } from './load-balancer.ts'
import { addDirectoryLogins } from './directory-logins.ts'
import { createPrivateAuthority } from './private-authority.ts'
import { servicePlans, type ServiceName } from './service-plans.ts'
import { connectServices, createService, type RunningService, type ServiceWorld } from './service.ts'

export interface ServicesStackProps extends HemisphereStackProps {
  readonly vpc: ec2.IVpc
  readonly cluster: ecs.ICluster
  readonly keyArn: string
  readonly size: RegionSize
  /** What the services find around them: databases, stores, images, addresses. */
  readonly world: Omit<ServiceWorld, 'cluster' | 'key' | 'namespace' | 'authorityArn' | 'vpc' | 'size'>
  readonly loadBalancer: { readonly hostedZoneId: string; readonly domain: string; readonly hosts: readonly string[] }
  /** Accelerators that lead here: that of the home, at dial 100, and that of the buddy, at dial 0. */
  readonly accelerators: readonly { readonly home: string; readonly accelerator: HomeAccelerator; readonly dial: number }[]
}

/** What computes in a region: the gateway behind its load balancer, the subgraphs, the workers and the keeper of the writer's lease. */
export class ServicesStack extends HemisphereStack {
  readonly services: ReadonlyMap<ServiceName, RunningService>
  readonly loadBalancer: LoadBalancer

  constructor(scope: Construct, id: string, props: ServicesStackProps) {
    const { vpc, cluster, keyArn, size, world, loadBalancer, accelerators, ...common } = props
    super(scope, id, common)
    const key = kms.Key.fromKeyArn(this, 'Key', keyArn)
    const authority: acmpca.CfnCertificateAuthority = createPrivateAuthority(this, 'Authority')
    const around: ServiceWorld = { ...world, vpc, size, key, namespace: namespaceName, cluster, authorityArn: authority.attrArn }
    this.services = new Map(servicePlans.map((plan) => [plan.name, createService(this, plan, around)]))
    addDirectoryLogins(this, { databases: world.databases, key })
    connectServices(this.services)
    const gateway = this.services.get('gateway')
    if (gateway === undefined) throw new Error('there is no gateway among the services')
    this.loadBalancer = createLoadBalancer(this, 'LoadBalancer', { vpc, gateway, version: world.version, ...loadBalancer })
    addEndpointGroups(this, { accelerators, loadBalancer: this.loadBalancer })
  }
}
