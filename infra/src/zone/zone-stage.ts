import { planDatabases } from '@hemisphere/topology/databases.ts'
import { regionsOf, type RegionPlan, type ZonePlan } from '@hemisphere/topology/topology.ts'
import { Stage } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { accountOf, type Deployment } from '../deployment.ts'
import { signInHost } from '../host-names.ts'
import { DataStack } from '../region/data-stack.ts'
import { NetworkStack } from '../region/network-stack.ts'
import { ReplicasStack } from '../region/replicas-stack.ts'
import { sizes } from '../sizes.ts'
import { KeysStack } from './keys-stack.ts'
import { ZoneStack } from './zone-stack.ts'

export interface ZoneStageProps {
  readonly deployment: Deployment
  readonly zone: ZonePlan
}

/** Stacks of one region of a zone. */
export interface RegionStacks {
  readonly plan: RegionPlan
  readonly keys: KeysStack
  readonly network: NetworkStack
  readonly data: DataStack
  readonly replicas: ReplicasStack
}

/**
 * All of a zone: what its regions share, and each region. The CDK refuses a reference from one stage to another, so nothing in
 * here can name anything of another zone.
 */
export class ZoneStage extends Stage {
  readonly zoneStack: ZoneStack
  readonly regions: readonly RegionStacks[]

  constructor(scope: Construct, id: string, { deployment, zone }: ZoneStageProps) {
    super(scope, id)
    const account = accountOf(deployment, zone.name)
    const size = sizes[deployment.size]
    const plans = regionsOf(deployment.topology, zone)
    const databases = planDatabases(deployment.topology).filter((plan) => plan.zone === zone.name)
    const common = (region: string, what: string) => ({
      env: { account, region },
      zone: zone.name,
      description: `Hemisphere ${region}: ${what}`,
    })

    const keys = new Map<string, KeysStack>()
    for (const { name } of plans) {
      const primary = keys.get(zone.directoryRegion)
      keys.set(name, new KeysStack(this, `${name}-keys`, { ...common(name, 'keys'), ...(primary === undefined ? {} : { primary }) }))
    }
    this.zoneStack = new ZoneStack(this, `${zone.name}-zone`, {
      ...common(zone.directoryRegion, `what the regions of zone ${zone.name} share`),
      homes: plans.map(({ name }) => name),
      databases: databases.map(({ name }) => name),
    })
    const bases = plans.map((plan) => {
      const { name } = plan
      const own = keys.get(name)
      if (own === undefined) throw new Error(`region ${name} has no key`)
      const network = new NetworkStack(this, `${name}-network`, {
        ...common(name, 'network'),
        keyArn: own.keyArn,
        natGateways: deployment.size === 'small' ? 1 : 3,
        signInHost: signInHost(deployment, zone.name),
      })
      const data = new DataStack(this, `${name}-data`, {
        ...common(name, 'databases that begin here'),
        vpc: network.vpc,
        keyArn: own.keyArn,
        size,
        databases: databases.filter(({ firstWriter }) => firstWriter === name),
      })
      data.addDependency(this.zoneStack)
      for (const key of keys.values()) data.addDependency(key)
      return { plan, keys: own, network, data }
    })
    this.regions = bases.map((base) => {
      const { name, buddy } = base.plan
      const replicas = new ReplicasStack(this, `${name}-replicas`, {
        ...common(name, 'databases that follow the buddy'),
        vpc: base.network.vpc,
        keyArn: base.keys.keyArn,
        size,
        databases: databases.filter(({ members: [, second] }) => second === name),
      })
      const writers = bases.find(({ plan }) => plan.name === buddy)?.data
      if (writers !== undefined) replicas.addDependency(writers)
      return { ...base, replicas }
    })
  }
}
