import { Duration, type Stack } from 'aws-cdk-lib'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as ecs from 'aws-cdk-lib/aws-ecs'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as kms from 'aws-cdk-lib/aws-kms'
import { acknowledge, acknowledgeWildcard } from '../acknowledge.ts'
import type { HemisphereStack } from '../hemisphere-stack.ts'
import { imageOf, type ImageSource } from '../image.ts'
import { createLogGroup } from '../log-group.ts'
import type { RegionSize } from '../sizes.ts'
import { allowTo } from './allow-to.ts'
import { tiers } from './network-stack.ts'
import { scaleOnLoad, scaleOnQueue } from './scaling.ts'
import type { DatabaseUse, ServiceName, ServicePlan } from './service-plans.ts'

/** A database with a member here, as services see it. */
export interface ReachableDatabase {
  readonly use: DatabaseUse
  readonly securityGroup?: ec2.ISecurityGroup
  readonly port: number
  readonly resourceId: string
  /** Region of the member: another one of the zone where the own member is fallen back from. */
  readonly region: string
  /** Network of that region, where it is another one. */
  readonly network?: string
  readonly host: string
  /** Secret that says where a login's role is reached. */
  loginId(login: string): string
  role(login: string): string
}

/** A store of keys and values, as services see it. */
export interface ReachableStore {
  readonly securityGroup: ec2.ISecurityGroup
  readonly port: number
  /** Secret that holds its token. */
  readonly tokenId: string
  /** Networks of the zone's other regions in which it has a member, too. */
  readonly otherNetworks: readonly string[]
}

export interface ServiceWorld extends ImageSource {
  readonly vpc: ec2.IVpc
  readonly cluster: ecs.ICluster
  readonly key: kms.IKey
  readonly namespace: string
  readonly authorityArn: string
  readonly size: RegionSize
  readonly databases: readonly ReachableDatabase[]
  readonly cache: ReachableStore
  readonly sessions: ReachableStore
  /** Variables of every service. */
  readonly environment: Readonly<Record<string, string>>
  /** Variables of one service beside those. */
  readonly ownEnvironment: Partial<Readonly<Record<ServiceName, Readonly<Record<string, string>>>>>
}

export interface RunningService {
  readonly plan: ServicePlan
  readonly service: ecs.FargateService
  readonly securityGroup: ec2.SecurityGroup
}

/** One ECS service on Fargate ARM: its own role, security group, log group and alarmed rolling deployment. */
export function createService(stack: HemisphereStack, plan: ServicePlan, world: ServiceWorld): RunningService {
  const { name, port } = plan
  const { cpu, memoryMiB, min, max } = plan.size(world.size)
  const id = name.charAt(0).toUpperCase() + name.slice(1)
  const logGroup = createLogGroup(stack, `${id}Logs`, { name, key: world.key })
  const task = new ecs.FargateTaskDefinition(stack, `${id}Task`, {
    family: `hemisphere-${name}`,
    cpu,
    memoryLimitMiB: memoryMiB,
    runtimePlatform: { cpuArchitecture: ecs.CpuArchitecture.ARM64, operatingSystemFamily: ecs.OperatingSystemFamily.LINUX },
    taskRole: taskRole(stack, id, plan, world),
  })
  task.addContainer(name, {
    image: imageOf(stack, name, world),
    essential: true,
    healthCheck: {
      command: ['CMD', '/nodejs/bin/node', 'health-check/main.mjs'],
      interval: Duration.seconds(10),
      timeout: Duration.seconds(3),
      startPeriod: Duration.seconds(30),
      retries: 3,
    },
    readonlyRootFilesystem: true,
    user: '10001',
    stopTimeout: Duration.seconds(30),
    logging: ecs.LogDrivers.awsLogs({ logGroup, streamPrefix: name, mode: ecs.AwsLogDriverMode.NON_BLOCKING }),
    environment: { ...world.environment, HOST: '0.0.0.0', PORT: String(port ?? 0), ...world.ownEnvironment[name] },
    ...(port === undefined ? {} : { portMappings: [{ name, containerPort: port, appProtocol: ecs.AppProtocol.http }] }),
  })
  acknowledge(task, 'ECS2', 'What stands in the environment is no secret: services read secrets by their names.')
  acknowledgeWildcard(task, '*', 'A token of the registry can be narrowed to nothing.')
  const securityGroup = new ec2.SecurityGroup(stack, `${id}SecurityGroup`, {
    vpc: world.vpc,
    description: `Service ${name}`,
    allowAllOutbound: false,
  })
  securityGroup.addEgressRule(ec2.Peer.ipv4(world.vpc.vpcCidrBlock), ec2.Port.tcp(443), 'Endpoints of AWS services')
  if (plan.usesSessions)
    securityGroup.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443), 'Sign-in pages, by names that the DNS firewall allows')
  const service = new ecs.FargateService(stack, id, {
    serviceName: name,
    cluster: world.cluster,
    taskDefinition: task,
    desiredCount: min,
    minHealthyPercent: 100,
    maxHealthyPercent: 200,
    assignPublicIp: false,
    securityGroups: [securityGroup],
    vpcSubnets: { subnetGroupName: tiers[plan.tier] },
    availabilityZoneRebalancing: ecs.AvailabilityZoneRebalancing.ENABLED,
    circuitBreaker: { enable: true, rollback: true },
    enableExecuteCommand: false,
    propagateTags: ecs.PropagatedTagSource.SERVICE,
    serviceConnectConfiguration: {
      namespace: world.namespace,
      logDriver: ecs.LogDrivers.awsLogs({ logGroup, streamPrefix: `${name}-connect`, mode: ecs.AwsLogDriverMode.NON_BLOCKING }),
      ...(port === undefined
        ? {}
        : {
            services: [
              {
                portMappingName: name,
                discoveryName: name,
                dnsName: name,
                port,
                ...(plan.proxyPort === undefined ? {} : { ingressPortOverride: plan.proxyPort }),
                tls: { awsPcaAuthorityArn: world.authorityArn, kmsKey: world.key, role: connectRole(stack, id, world) },
              },
            ],
          }),
    },
  })
  const deploymentAlarm = new cloudwatch.Alarm(stack, `${id}DeploymentAlarm`, {
    alarmName: `hemisphere-${stack.region}-${name}-cpu`,
    alarmDescription: `Service ${name} has no CPU left. Runbook: service-cpu`,
    // By names: an alarm that refers to the service which it may roll back would depend on itself.
    metric: new cloudwatch.Metric({
      namespace: 'AWS/ECS',
      metricName: 'CPUUtilization',
      dimensionsMap: { ClusterName: world.cluster.clusterName, ServiceName: name },
      statistic: cloudwatch.Stats.AVERAGE,
      period: Duration.minutes(1),
    }),
    threshold: 95,
    evaluationPeriods: 5,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  })
  service.enableDeploymentAlarms([deploymentAlarm.alarmName], { behavior: ecs.AlarmBehavior.ROLLBACK_ON_ALARM })
  if (name === 'worker') scaleOnQueue(service, { min, max, region: stack.region })
  else if (max > min) scaleOnLoad(service, { min, max })
  allowStores({ plan, service, securityGroup }, world)
  return { plan, service, securityGroup }
}

/** Lets each service call those that it is planned to call, and nobody else. */
export function connectServices(services: ReadonlyMap<ServiceName, RunningService>): void {
  for (const { plan, securityGroup } of services.values()) {
    for (const called of plan.calls) {
      const callee = services.get(called)
      const port = callee?.plan.proxyPort ?? callee?.plan.port
      if (callee === undefined || port === undefined) throw new Error(`service ${plan.name} calls ${called}, which has no port`)
      securityGroup.connections.allowTo(callee.securityGroup, ec2.Port.tcp(port), `${plan.name} calls ${called}`)
    }
  }
}

function allowStores({ plan, securityGroup }: RunningService, { databases, cache, sessions }: ServiceWorld): void {
  for (const { use, securityGroup: database, port, network } of databases) {
    if (plan.logins[use] === undefined) continue
    if (database !== undefined) allowTo(securityGroup, database, port, `${plan.name} reads its databases`)
    if (network !== undefined)
      securityGroup.addEgressRule(ec2.Peer.ipv4(network), ec2.Port.tcp(port), `${plan.name} falls back on the other member`)
  }
  for (const store of [...(plan.usesCache ? [cache] : []), ...(plan.usesSessions ? [sessions] : [])]) {
    allowTo(securityGroup, store.securityGroup, store.port, `${plan.name} uses what is kept for a while`)
    for (const network of store.otherNetworks) {
      securityGroup.addEgressRule(ec2.Peer.ipv4(network), ec2.Port.tcp(store.port), `${plan.name} writes where the primary is`)
    }
  }
}

function taskRole(stack: Stack, id: string, plan: ServicePlan, world: ServiceWorld): iam.Role {
  const role = new iam.Role(stack, `${id}Role`, {
    description: `What tasks of ${plan.name} may do`,
    assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
    }),
  })
  const used = world.databases.flatMap((database) => {
    const login = plan.logins[database.use]
    return login === undefined
      ? []
      : [
          {
            secretId: database.loginId(login),
            user: `${database.region}:${stack.account}:dbuser:${database.resourceId}/${database.role(login)}`,
          },
        ]
  })
  const tokens = [...(plan.usesCache ? [world.cache.tokenId] : []), ...(plan.usesSessions ? [world.sessions.tokenId] : [])]
  const secretIds = [...new Set([...plan.secrets, ...tokens, ...used.map(({ secretId }) => secretId)])]
  const prefix = `arn:${stack.partition}`
  if (secretIds.length > 0) {
    role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'ReadOwnSecrets',
        actions: ['secretsmanager:GetSecretValue'],
        // Secrets Manager adds six characters to each name.
        resources: secretIds.map((secretId) => `${prefix}:secretsmanager:${stack.region}:${stack.account}:secret:${secretId}-??????`),
      }),
    )
    role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'DecryptSecrets',
        actions: ['kms:Decrypt'],
        resources: [world.key.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${stack.region}.amazonaws.com` } },
      }),
    )
  }
  if (used.length > 0) {
    role.addToPolicy(
      new iam.PolicyStatement({
        sid: 'ConnectToDatabases',
        actions: ['rds-db:connect'],
        resources: used.map(({ user }) => `${prefix}:rds-db:${user}`),
      }),
    )
  }
  return role
}

/** By it Service Connect asks for certificates and keeps their keys ("Service Connect TLS infrastructure IAM role", ECS developer guide). */
function connectRole(stack: Stack, id: string, { authorityArn, key }: ServiceWorld): iam.Role {
  const role = new iam.Role(stack, `${id}ConnectRole`, {
    assumedBy: new iam.ServicePrincipal('ecs.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': stack.account } } }),
  })
  role.addToPolicy(
    new iam.PolicyStatement({
      actions: [
        'acm-pca:DescribeCertificateAuthority',
        'acm-pca:GetCertificate',
        'acm-pca:GetCertificateAuthorityCertificate',
        'acm-pca:IssueCertificate',
      ],
      resources: [authorityArn],
    }),
  )
  role.addToPolicy(
    new iam.PolicyStatement({
      actions: [
        'secretsmanager:CreateSecret',
        'secretsmanager:DeleteSecret',
        'secretsmanager:DescribeSecret',
        'secretsmanager:PutSecretValue',
        'secretsmanager:TagResource',
        'secretsmanager:UpdateSecret',
        'secretsmanager:RotateSecret',
        'secretsmanager:UpdateSecretVersionStage',
        'secretsmanager:GetSecretValue',
      ],
      resources: [`arn:${stack.partition}:secretsmanager:${stack.region}:${stack.account}:secret:ecs-sc!*`],
    }),
  )
  role.addToPolicy(
    new iam.PolicyStatement({
      actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:GenerateDataKey', 'kms:GenerateDataKeyPair', 'kms:DescribeKey'],
      resources: [key.keyArn],
    }),
  )
  acknowledgeWildcard(
    role,
    { service: 'secretsmanager', name: 'secret:ecs-sc!*' },
    'Service Connect names its secrets itself, below this prefix.',
  )
  return role
}
