import { planDatabases, type DatabasePlan } from '@hemisphere/topology/databases.ts'
import { regionsOf, type RegionPlan, type ZonePlan } from '@hemisphere/topology/topology.ts'
import { Stage } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { Bundles } from '../bundles.ts'
import { accountOf, type Deployment } from '../deployment.ts'
import { apiHost, appHost, homeHost, signInPrefix, zoneDomain } from '../host-names.ts'
import { zoneBudgetUsd } from '../cost/estimate.ts'
import { databasesIn, OperationsStack, storesIn } from '../operations/operations-stack.ts'
import { replicationGroupId } from '../region/cache.ts'
import { ComputeStack } from '../region/compute-stack.ts'
import { DataStack } from '../region/data-stack.ts'
import { NetworkStack } from '../region/network-stack.ts'
import { PeeringRoutesStack, PeeringStack } from '../region/peering-stack.ts'
import { reachAround } from '../region/reach-around.ts'
import { ReplicasStack } from '../region/replicas-stack.ts'
import { servicePlans } from '../region/service-plans.ts'
import { ServicesStack } from '../region/services-stack.ts'
import { FollowingSessionsStack, SessionsStack } from '../region/sessions-stack.ts'
import { sizes } from '../sizes.ts'
import { IdentityStack, ReplicaIdentityStack } from './identity-stack.ts'
import { KeysStack } from './keys-stack.ts'
import { ZoneStack } from './zone-stack.ts'

export interface ZoneStageProps {
  readonly deployment: Deployment
  readonly bundles: Bundles
  readonly zone: ZonePlan
}

/** Stacks of one region, in the order in which they are deployed. */
export interface RegionStacks {
  readonly plan: RegionPlan
  readonly keys: KeysStack
  readonly network: NetworkStack
  readonly data: DataStack
  readonly replicas: ReplicasStack
  readonly sessions: SessionsStack | FollowingSessionsStack
  readonly compute: ComputeStack
  readonly services: ServicesStack
  readonly operations: OperationsStack
}

type CommonProps = (
  region: string,
  what: string,
) => { readonly env: { readonly account: string; readonly region: string }; readonly zone: string; readonly description: string }

interface OperationsOptions {
  readonly deployment: Deployment
  readonly zone: ZonePlan
  readonly common: CommonProps
}

type Grown<Part extends keyof RegionStacks> = Pick<RegionStacks, 'plan' | 'keys' | 'network' | Part>

/**
 * All of a zone: what its regions share, and each region, wave by wave: what a wave needs of another region was made by an earlier
 * one. The CDK refuses a reference from one stage to another, so nothing in here can name anything of another zone.
 */
export class ZoneStage extends Stage {
  readonly zoneStack: ZoneStack
  readonly identity: IdentityStack
  readonly regions: readonly RegionStacks[]

  constructor(scope: Construct, id: string, { deployment, bundles, zone }: ZoneStageProps) {
    super(scope, id)
    const account = accountOf(deployment, zone.name)
    const size = sizes[deployment.size]
    const plans = regionsOf(deployment.topology, zone)
    const names = plans.map(({ name }) => name)
    const othersOf = (region: string): readonly string[] => names.filter((name) => name !== region)
    const databases = planDatabases(deployment.topology).filter((plan) => plan.zone === zone.name)
    const common = (region: string, what: string) => ({
      env: { account, region },
      zone: zone.name,
      description: `Hemisphere ${region}: ${what}`,
    })
    const first = zone.directoryRegion
    const publicUrl = `https://${appHost(deployment)}`

    const keys = new Map<string, KeysStack>()
    for (const name of names) {
      const primary = keys.get(first)
      keys.set(name, new KeysStack(this, `${name}-keys`, { ...common(name, 'keys'), ...(primary === undefined ? {} : { primary }) }))
    }
    const bases = plans.map((plan, index): Grown<never> => {
      const own = found(keys.get(plan.name), `key of ${plan.name}`)
      const network = new NetworkStack(this, `${plan.name}-network`, {
        ...common(plan.name, 'network'),
        keyArn: own.keyArn,
        natGateways: deployment.size === 'small' ? 1 : 3,
        cidr: `10.${index}.0.0/16`,
        registryAccount: deployment.accounts.delivery,
        zoneRegions: names,
      })
      return { plan, keys: own, network }
    })
    const networksBeside = (region: string): readonly string[] =>
      bases.flatMap(({ plan, network }) => (plan.name === region ? [] : [network.cidr]))
    this.peer(bases, common)

    this.zoneStack = new ZoneStack(this, `${zone.name}-zone`, {
      ...common(first, `what the regions of zone ${zone.name} share`),
      homes: names,
      databases: databases.map(({ name }) => name),
      keyArn: found(keys.get(first), `key of ${first}`).keyArn,
      domain: zoneDomain(deployment, zone.name),
      deliveryAccount: deployment.accounts.delivery,
      rotationBundle: bundles.rotateKey,
      hostOf: (home) => homeHost(deployment, zone.name, home),
    })
    // Copies of secrets are encrypted by the keys of their regions.
    for (const key of keys.values()) this.zoneStack.addStackDependency(key)

    const withData = bases.map((base): Grown<'data'> => {
      const { name } = base.plan
      const data = new DataStack(this, `${name}-data`, {
        ...common(name, 'databases that begin here, and the cache'),
        vpc: base.network.vpc,
        keyArn: base.keys.keyArn,
        size,
        otherNetworks: networksBeside(name),
        rotationBundle: bundles.rotateKey,
        databases: databases.filter(({ firstWriter }) => firstWriter === name),
      })
      data.addStackDependency(this.zoneStack)
      return { ...base, data }
    })
    const withReplicas = withData.map((region): Grown<'data' | 'replicas'> => {
      const { name } = region.plan
      const followed = databases.filter((plan) => plan.firstWriter !== name && membersOf(plan, names).includes(name))
      const replicas = new ReplicasStack(this, `${name}-replicas`, {
        ...common(name, 'databases that follow a writer elsewhere'),
        vpc: region.network.vpc,
        keyArn: region.keys.keyArn,
        size,
        otherNetworks: networksBeside(name),
        databases: followed,
      })
      for (const { plan, data } of withData)
        if (followed.some(({ firstWriter }) => firstWriter === plan.name)) replicas.addStackDependency(data)
      return { ...region, replicas }
    })
    const withSessions = this.addSessions(withReplicas, (region) => ({
      ...common(region, 'sessions'),
      node: size.sessionNode,
      otherNetworks: networksBeside(region),
      replicas: othersOf(region),
    }))

    const directoryIn = ({ data, replicas }: Pick<RegionStacks, 'data' | 'replicas'>) => {
      const name = `directory-${zone.name}`
      return found(data.members.get(name) ?? replicas.members.get(name), `member of ${name}`)
    }
    const [primary, ...others] = withSessions
    if (primary === undefined) throw new Error(`zone ${zone.name} has no region`)
    this.identity = new IdentityStack(this, `${first}-identity`, {
      ...common(first, 'user pool'),
      vpc: primary.network.vpc,
      keyArn: primary.keys.keyArn,
      directory: directoryIn(primary),
      triggerBundle: bundles.preTokenGeneration,
      domainPrefix: signInPrefix(deployment, zone.name),
      publicUrl,
      replicas: othersOf(first),
      replica: primary.plan.buddy,
    })
    for (const other of others.filter(({ plan }) => plan.name === primary.plan.buddy)) {
      const replica = new ReplicaIdentityStack(this, `${other.plan.name}-identity`, {
        ...common(other.plan.name, 'replica of the user pool'),
        vpc: other.network.vpc,
        keyArn: other.keys.keyArn,
        directory: directoryIn(other),
        triggerBundle: bundles.preTokenGeneration,
        userPoolId: this.identity.userPoolId,
      })
      replica.addStackDependency(this.identity)
    }

    const withCompute = withSessions.map((region) => {
      const { name } = region.plan
      const compute = new ComputeStack(this, `${name}-compute`, {
        ...common(name, 'where containers run, migrations and orders'),
        vpc: region.network.vpc,
        keyArn: region.keys.keyArn,
        registryAccount: deployment.accounts.delivery,
        version: deployment.version,
        databases: [...region.data.members].map(([database, member]) => ({ name: database, member })),
        operated: {
          members: withSessions.flatMap(({ plan: { name: at }, data, replicas }) =>
            databases.flatMap((plan) => {
              const member = data.members.get(plan.name) ?? replicas.members.get(plan.name)
              return member === undefined ? [] : [{ plan, region: at, member }]
            }),
          ),
          otherNetworks: networksBeside(name),
          sessions: { datastoreId: this.datastoreId(withSessions), replicationGroupIds: sessionGroups(names) },
          userPoolId: name === first ? this.identity.userPoolId : undefined,
        },
      })
      return { ...region, compute }
    })
    this.regions = withCompute.map((region): RegionStacks => {
      const { plan } = region
      const far = withCompute.find((other) => other.plan.name === (plan.name === first ? plan.buddy : first))
      const services = new ServicesStack(this, `${plan.name}-services`, {
        ...common(plan.name, 'services'),
        vpc: region.network.vpc,
        cluster: region.compute.cluster,
        keyArn: region.keys.keyArn,
        size,
        world: reachAround({
          region,
          others: withCompute.filter((other) => other !== region),
          databases,
          farDirectory: found(far, 'another region of the zone'),
          zone: zone.name,
          issuer: this.identity.issuer,
          signInClientIds: this.identity.signInClientIds,
          publicUrl,
          registryAccount: deployment.accounts.delivery,
          version: deployment.version,
        }),
        loadBalancer: {
          hostedZoneId: this.zoneStack.hostedZoneId,
          domain: zoneDomain(deployment, zone.name),
          hosts: [plan.name, plan.buddy].map((home) => homeHost(deployment, zone.name, home)),
        },
        accelerators: [
          { home: plan.name, dial: 100 },
          { home: plan.buddy, dial: 0 },
        ].map(({ home, dial }) => ({ home, dial, accelerator: found(this.zoneStack.accelerators.get(home), `accelerator of ${home}`) })),
      })
      return { ...region, services, operations: this.addOperations({ ...region, services }, { deployment, zone, common }) }
    })
  }

  /** Of the zone's sessions, which the first region makes. */
  private datastoreId(regions: readonly Grown<'sessions'>[]): string {
    const made = regions.map(({ sessions }) => sessions).find((sessions) => sessions instanceof SessionsStack)
    return found(made, 'store of sessions').datastoreId
  }

  /** How a region is looked after, made after what it looks at. */
  private addOperations(
    { plan, keys, data, replicas, services }: Omit<RegionStacks, 'operations'>,
    { deployment, zone, common }: OperationsOptions,
  ): OperationsStack {
    const { name } = plan
    const { balancer, targets, certificateArn } = services.loadBalancer
    const isFirst = name === zone.directoryRegion
    const regionCount = regionsOf(deployment.topology, zone).length
    return new OperationsStack(this, `${name}-operations`, {
      ...common(name, 'alarms, dashboard, probe'),
      keyArn: keys.keyArn,
      operatorEmail: deployment.operatorEmail,
      deliveryAccount: deployment.accounts.delivery,
      apiUrl: `https://${apiHost(deployment)}/graphql`,
      services: servicePlans.map((service) => service.name),
      watched: {
        databases: databasesIn(name, [...data.members.keys(), ...replicas.members.keys()]),
        stores: storesIn(name),
        loadBalancer: { fullName: balancer.loadBalancerFullName, targetGroupFullName: targets.targetGroupFullName },
        certificateArn,
      },
      ...(isFirst ? { budgetUsd: zoneBudgetUsd(deployment.size, regionCount) } : {}),
    })
  }

  /** Each region asks those before it, which then know the way back. */
  private peer(
    regions: readonly Grown<never>[],
    common: (
      region: string,
      what: string,
    ) => { readonly env: { readonly account: string; readonly region: string }; readonly zone: string; readonly description: string },
  ): void {
    const peers = regions.map(({ plan, network }) => ({ region: plan.name, network }))
    const peerings = peers.slice(1).map(({ region, network }, index) => {
      const earlier = peers.slice(0, index + 1)
      return new PeeringStack(this, `${region}-peering`, { ...common(region, 'ways to the other regions of the zone'), network, earlier })
    })
    for (const [index, { region, network }] of peers.entries()) {
      const later = peers.slice(index + 1).map((other, after) => ({
        ...other,
        connectionId: found(peerings[index + after]?.connections.get(region), `peering of ${other.region} with ${region}`),
      }))
      if (later.length > 0)
        new PeeringRoutesStack(this, `${region}-routes`, { ...common(region, 'ways back to later regions of the zone'), network, later })
    }
  }

  private addSessions(
    regions: readonly Grown<'data' | 'replicas'>[],
    propsOf: (region: string) => Omit<ConstructorParameters<typeof SessionsStack>[2], 'vpc' | 'keyArn'>,
  ): readonly Grown<'data' | 'replicas' | 'sessions'>[] {
    let primary: SessionsStack | undefined
    return regions.map((region) => {
      const { name } = region.plan
      const { replicas, ...props } = propsOf(name)
      const own = { ...props, vpc: region.network.vpc, keyArn: region.keys.keyArn }
      if (primary === undefined) {
        primary = new SessionsStack(this, `${name}-sessions`, { ...own, replicas })
        return { ...region, sessions: primary }
      }
      return { ...region, sessions: new FollowingSessionsStack(this, `${name}-sessions`, { ...own, datastoreId: primary.datastoreId }) }
    })
  }
}

/** Names of the zone's stores of sessions, by region. */
function sessionGroups(regions: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(regions.map((region) => [region, replicationGroupId('sessions', region)]))
}

/** A directory is read in every region of its zone; a home's database in its own and in its buddy. */
function membersOf({ home, members }: DatabasePlan, regions: readonly string[]): readonly string[] {
  return home === undefined ? regions : members
}

function found<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`there is no ${what}`)
  return value
}
