import { opsSchema, schemasOf } from '@hemisphere/migrations/database-schemas.ts'
import { orderSecretId } from '@hemisphere/operate/order.ts'
import type { DatabasePlan } from '@hemisphere/topology/databases.ts'
import { SecretValue } from 'aws-cdk-lib'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import type * as ecs from 'aws-cdk-lib/aws-ecs'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as kms from 'aws-cdk-lib/aws-kms'
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager'
import { acknowledge, acknowledgeWildcard } from '../acknowledge.ts'
import type { HemisphereStack } from '../hemisphere-stack.ts'
import { allowTo } from './allow-to.ts'
import { globalClusterName, type DatabaseMember } from './database-member.ts'
import { createOneOffTask, letReadSecrets, type OneOffTask } from './one-off-task.ts'

/** A member of one of the zone's databases, here or in another of its regions. */
export interface OperatedMember {
  readonly plan: DatabasePlan
  readonly region: string
  readonly member: Pick<DatabaseMember, 'host' | 'port' | 'resourceId' | 'securityGroup'>
}

/** What a task of orders finds in its zone. */
export interface OperatedZone {
  /** Of every database of the zone, in every region of it. */
  readonly members: readonly OperatedMember[]
  /** Networks of the zone's other regions. */
  readonly otherNetworks: readonly string[]
  readonly sessions: { readonly datastoreId: string; readonly replicationGroupIds: Readonly<Record<string, string>> }
  /** The zone's user pool, in the region that it is administered in; absent in all others. */
  readonly userPoolId: string | undefined
}

export interface OperateTaskOptions {
  readonly vpc: ec2.IVpc
  readonly key: kms.IKey
  readonly cluster: ecs.ICluster
  readonly registryAccount: string
  readonly version: string
  readonly zone: OperatedZone
}

/** Roles of PostgreSQL that own what an order changes; a move also begins forecasts anew, as the service that runs them. */
function rolesOf(plan: DatabasePlan): readonly string[] {
  const owners = [opsSchema, ...schemasOf(plan)].map(({ owner }) => owner)
  return plan.home === undefined ? owners : [...owners, 'forecasting_service']
}

/**
 * A task that carries out one order of an operator: in the gateways' tier, which alone has ways to the zone's other regions and to
 * the APIs of RDS, ElastiCache and Cognito in this one. It can sign nothing for the edge: that key is in no zone.
 */
export function addOperateTask(stack: HemisphereStack, { zone, key, ...common }: OperateTaskOptions): void {
  const { members, otherNetworks, sessions, userPoolId } = zone
  const task = createOneOffTask(stack, {
    ...common,
    key,
    name: 'operate',
    what: 'orders of an operator',
    tier: 'gateway',
    size: { cpu: 512, memoryMiB: 1_024 },
    environment: {
      DATABASE_MEMBERS: members.map(({ plan, region, member }) => `${plan.name}@${region}=${member.host}:${member.port}`).join(' '),
      SESSIONS_DATASTORE: sessions.datastoreId,
      ...(userPoolId === undefined ? {} : { USER_POOL_ID: userPoolId }),
    },
    parameters: {},
  })
  const { role, securityGroup } = task
  securityGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'APIs of AWS in this region, by names that the DNS firewall allows')
  for (const { plan, region, member } of members) {
    if (region === stack.region) allowTo(securityGroup, member.securityGroup, member.port, `Orders for ${plan.name}`)
  }
  const port = members[0]?.member.port
  if (port === undefined) throw new Error(`zone ${stack.zone} has no database`)
  for (const network of otherNetworks)
    securityGroup.addEgressRule(ec2.Peer.ipv4(network), ec2.Port.tcp(port), 'Members in another region of the zone')
  letReadSecrets(role, stack, { sid: 'ReadOrder', ids: [orderSecretId], key })
  letConnect(role, stack, members)
  letFailOver(role, stack, zone)
  if (userPoolId !== undefined) {
    role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'InvitePeople',
        actions: ['cognito-idp:AdminCreateUser', 'cognito-idp:AdminGetUser'],
        resources: [`arn:${stack.partition}:cognito-idp:${stack.region}:${stack.account}:userpool/${userPoolId}`],
      }),
    )
  }
  addOrder(stack, task, key)
}

function letConnect(role: iam.Role, stack: HemisphereStack, members: readonly OperatedMember[]): void {
  role.addToPolicy(
    new iam.PolicyStatement({
      sid: 'ConnectToDatabases',
      actions: ['rds-db:connect'],
      resources: members.flatMap(({ plan, region, member }) =>
        rolesOf(plan).map((user) => `arn:${stack.partition}:rds-db:${region}:${stack.account}:dbuser:${member.resourceId}/${user}`),
      ),
    }),
  )
}

/** Of each global database and store both are asked for: itself, which has no region, and the member that is promoted. */
function letFailOver(role: iam.Role, stack: HemisphereStack, { members, sessions }: OperatedZone): void {
  const arn = (service: string, region: string, resource: string): string =>
    `arn:${stack.partition}:${service}:${region}:${stack.account}:${resource}`
  const databases = [...new Set(members.map(({ plan }) => plan.name))]
  const globalClusters = databases.map((name) => arn('rds', '', `global-cluster:${globalClusterName(name)}`))
  const clusters = members.map(({ plan, region }) => arn('rds', region, `cluster:${globalClusterName(`${plan.name}-${region}`)}`))
  const datastore = arn('elasticache', '', `globalreplicationgroup:${sessions.datastoreId}`)
  const stores = Object.entries(sessions.replicationGroupIds).map(([region, id]) => arn('elasticache', region, `replicationgroup:${id}`))
  const allow = (sid: string, action: string, resources: readonly string[]): void =>
    void role.addToPolicy(new iam.PolicyStatement({ sid, actions: [action], resources: [...resources] }))
  allow('FailOverDatabases', 'rds:FailoverGlobalCluster', [...globalClusters, ...clusters])
  allow('LookAtDatabases', 'rds:DescribeGlobalClusters', globalClusters)
  allow('FailOverSessions', 'elasticache:FailoverGlobalReplicationGroup', [datastore, ...stores])
  allow('LookAtSessions', 'elasticache:DescribeGlobalReplicationGroups', [datastore])
}

/** Where an order waits: whoever starts the task may write it and read the task's lines, and reads no order of others. */
function addOrder(stack: HemisphereStack, { runner, logGroup }: OneOffTask, key: kms.IKey): void {
  const order = new secretsmanager.Secret(stack, 'OperateOrder', {
    secretName: orderSecretId,
    description: 'Order that the task carries out; it may name people',
    encryptionKey: key,
    secretStringValue: SecretValue.unsafePlainText('{}'),
  })
  acknowledge(order, 'SMG4', 'An order is no credential: each is written anew.')
  runner.addToPolicy(
    new iam.PolicyStatement({ sid: 'GiveOrder', actions: ['secretsmanager:PutSecretValue'], resources: [order.secretArn] }),
  )
  runner.addToPolicy(
    new iam.PolicyStatement({
      sid: 'EncryptOrder',
      // A new version is checked against the one before ("Secret encryption and decryption", Secrets Manager user guide).
      actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
      resources: [key.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${stack.region}.amazonaws.com` } },
    }),
  )
  const streams = `log-group:/hemisphere/${stack.region}/operate:log-stream:operate/*`
  runner.addToPolicy(
    new iam.PolicyStatement({
      sid: 'ReadLines',
      actions: ['logs:GetLogEvents'],
      resources: [`arn:${stack.partition}:logs:${stack.region}:${stack.account}:${streams}`],
    }),
  )
  acknowledgeWildcard(runner, { service: 'logs', name: streams }, 'Streams of this task alone, which are named for its runs.')
  runner.node.addDependency(logGroup)
}
