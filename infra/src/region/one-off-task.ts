import * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as ecs from 'aws-cdk-lib/aws-ecs'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as kms from 'aws-cdk-lib/aws-kms'
import type * as logs from 'aws-cdk-lib/aws-logs'
import * as ssm from 'aws-cdk-lib/aws-ssm'
import { acknowledge, acknowledgeWildcard } from '../acknowledge.ts'
import type { HemisphereStack } from '../hemisphere-stack.ts'
import { imageOf } from '../image.ts'
import { createLogGroup } from '../log-group.ts'
import { deliveryAccountRole } from './delivery-role.ts'
import { tiers } from './network-stack.ts'

export interface OneOffTaskOptions {
  /** Such as `migrate`: of its image, its container, its log and its runner's role; its family is `hemisphere-` and this. */
  readonly name: string
  /** Such as `migrations`. */
  readonly what: string
  readonly vpc: ec2.IVpc
  readonly key: kms.IKey
  readonly cluster: ecs.ICluster
  readonly registryAccount: string
  readonly version: string
  readonly tier: keyof typeof tiers
  readonly size: { readonly cpu: number; readonly memoryMiB: number }
  readonly environment: Readonly<Record<string, string>>
  /** What whoever starts it has to know beside its network, by the last part of a parameter's name. */
  readonly parameters: Readonly<Record<string, string>>
}

export interface OneOffTask {
  /** What the task may do. */
  readonly role: iam.Role
  /** What the pipeline's account may do with it: run it, and look how it ended. */
  readonly runner: iam.Role
  readonly securityGroup: ec2.SecurityGroup
  readonly logGroup: logs.LogGroup
}

const clusterName = 'hemisphere'

/** A task that the pipeline's account starts, that does one thing and ends. It may nothing yet but write its log and call AWS's endpoints. */
export function createOneOffTask(stack: HemisphereStack, options: OneOffTaskOptions): OneOffTask {
  const { name, what, vpc, key, cluster, registryAccount, version, tier, size, environment, parameters } = options
  const id = name.charAt(0).toUpperCase() + name.slice(1)
  const role = new iam.Role(stack, `${id}Role`, {
    description: `What ${what} may do`,
    assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
    }),
  })
  const family = `hemisphere-${name}`
  const task = new ecs.FargateTaskDefinition(stack, `${id}Task`, {
    family,
    cpu: size.cpu,
    memoryLimitMiB: size.memoryMiB,
    runtimePlatform: { cpuArchitecture: ecs.CpuArchitecture.ARM64, operatingSystemFamily: ecs.OperatingSystemFamily.LINUX },
    taskRole: role,
  })
  const logGroup = createLogGroup(stack, `${id}Logs`, { name, key })
  task.addContainer(name, {
    image: imageOf(stack, name, { registryAccount, version }),
    readonlyRootFilesystem: true,
    user: '10001',
    logging: ecs.LogDrivers.awsLogs({ logGroup, streamPrefix: name }),
    environment: { HEMISPHERE_REGION: stack.region, HEMISPHERE_ZONE: stack.zone ?? '', ...environment },
  })
  acknowledge(task, 'ECS2', 'What stands in the environment is no secret: the task reads secrets by their names.')
  acknowledgeWildcard(task, '*', 'A token of the registry can be narrowed to nothing.')
  const securityGroup = new ec2.SecurityGroup(stack, `${id}SecurityGroup`, {
    vpc,
    description: what.charAt(0).toUpperCase() + what.slice(1),
    allowAllOutbound: false,
  })
  securityGroup.addEgressRule(ec2.Peer.ipv4(vpc.vpcCidrBlock), ec2.Port.tcp(443), 'Endpoints of AWS services')
  const runner = createRunner(stack, `${id}Runner`, { name, family, cluster, registryAccount })
  runner.addToPolicy(
    new iam.PolicyStatement({
      actions: ['iam:PassRole'],
      resources: [role.roleArn, task.obtainExecutionRole().roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    }),
  )
  const told = {
    subnets: vpc.selectSubnets({ subnetGroupName: tiers[tier] }).subnetIds.join(','),
    securityGroup: securityGroup.securityGroupId,
    ...parameters,
  }
  for (const [part, value] of Object.entries(told)) {
    const parameter = new ssm.StringParameter(stack, `${id}-${part}`, {
      parameterName: `/hemisphere/${name}/${part}`,
      description: `Of the task for ${what} in ${stack.region}`,
      stringValue: value,
    })
    parameter.grantRead(runner)
  }
  return { role, runner, securityGroup, logGroup }
}

interface RunnerOptions extends Pick<OneOffTaskOptions, 'name' | 'cluster' | 'registryAccount'> {
  readonly family: string
}

function createRunner(stack: HemisphereStack, id: string, { name, family, cluster, registryAccount }: RunnerOptions): iam.Role {
  const runner = deliveryAccountRole(stack, id, {
    roleName: `hemisphere-${name}-runner-${stack.region}`,
    deliveryAccount: registryAccount,
  })
  const arn = (resource: string): string => `arn:${stack.partition}:ecs:${stack.region}:${stack.account}:${resource}`
  runner.addToPolicy(
    new iam.PolicyStatement({
      actions: ['ecs:RunTask'],
      // Any revision of this one task.
      resources: [arn(`task-definition/${family}:*`)],
      conditions: { ArnEquals: { 'ecs:cluster': cluster.clusterArn } },
    }),
  )
  runner.addToPolicy(new iam.PolicyStatement({ actions: ['ecs:DescribeTasks'], resources: [arn(`task/${clusterName}/*`)] }))
  acknowledgeWildcard(runner, { service: 'ecs', name: `task-definition/${family}:*` }, 'Any revision of this one task.')
  acknowledgeWildcard(runner, { service: 'ecs', name: `task/${clusterName}/*` }, 'Ids of runs are not known before.')
  return runner
}

/** Lets a role read secrets of its own region, by name. */
export function letReadSecrets(role: iam.Role, stack: HemisphereStack, { sid, ids, key }: ReadSecrets): void {
  role.addToPolicy(
    new iam.PolicyStatement({
      sid,
      actions: ['secretsmanager:GetSecretValue'],
      // Secrets Manager adds six characters to each name.
      resources: ids.map((secretId) => `arn:${stack.partition}:secretsmanager:${stack.region}:${stack.account}:secret:${secretId}-??????`),
    }),
  )
  role.addToPolicy(
    new iam.PolicyStatement({
      sid: 'DecryptSecrets',
      actions: ['kms:Decrypt'],
      resources: [key.keyArn],
      conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${stack.region}.amazonaws.com` } },
    }),
  )
}

interface ReadSecrets {
  readonly sid: string
  readonly ids: readonly string[]
  readonly key: kms.IKey
}
