import * as ec2 from 'aws-cdk-lib/aws-ec2'
import * as ecs from 'aws-cdk-lib/aws-ecs'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as kms from 'aws-cdk-lib/aws-kms'
import * as ssm from 'aws-cdk-lib/aws-ssm'
import { acknowledge, acknowledgeWildcard } from '../acknowledge.ts'
import type { HemisphereStack } from '../hemisphere-stack.ts'
import { imageOf } from '../image.ts'
import { createLogGroup } from '../log-group.ts'
import { allowTo } from './allow-to.ts'
import type { DatabaseMember } from './database-member.ts'
import { tiers } from './network-stack.ts'
import { deliveryAccountRole } from './delivery-role.ts'

export interface MigratedDatabase {
  readonly name: string
  readonly member: DatabaseMember
}

export interface MigrationTaskOptions {
  readonly vpc: ec2.IVpc
  readonly key: kms.IKey
  readonly cluster: ecs.ICluster
  readonly registryAccount: string
  readonly version: string
  readonly databases: readonly MigratedDatabase[]
}

const name = 'migrate'
const clusterName = 'hemisphere'

/** A task that the pipeline runs once for each database: it alone knows the administrators' passwords. */
export function addMigrationTask(stack: HemisphereStack, options: MigrationTaskOptions): void {
  const { vpc, key, cluster, registryAccount, version, databases } = options
  const role = new iam.Role(stack, 'MigrateRole', {
    description: 'What migrations may do',
    assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
    }),
  })
  role.addToPolicy(
    new iam.PolicyStatement({
      sid: 'ReadAdministrators',
      actions: ['secretsmanager:GetSecretValue'],
      resources: databases.map(
        (database) =>
          `arn:${stack.partition}:secretsmanager:${stack.region}:${stack.account}:secret:hemisphere/database/${database.name}/admin-??????`,
      ),
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
  const task = new ecs.FargateTaskDefinition(stack, 'MigrateTask', {
    family: 'hemisphere-migrate',
    cpu: 512,
    memoryLimitMiB: 1_024,
    runtimePlatform: { cpuArchitecture: ecs.CpuArchitecture.ARM64, operatingSystemFamily: ecs.OperatingSystemFamily.LINUX },
    taskRole: role,
  })
  task.addContainer(name, {
    image: imageOf(stack, name, { registryAccount, version }),
    readonlyRootFilesystem: true,
    user: '10001',
    logging: ecs.LogDrivers.awsLogs({ logGroup: createLogGroup(stack, 'MigrateLogs', { name, key }), streamPrefix: name }),
    environment: {
      HEMISPHERE_REGION: stack.region,
      HEMISPHERE_ZONE: stack.zone ?? '',
      DATABASE_HOSTS: databases.map((database) => `${database.name}=${database.member.host}:${database.member.port}`).join(' '),
    },
  })
  acknowledge(task, 'ECS2', 'What stands in the environment is no secret: the task reads secrets by their names.')
  acknowledgeWildcard(task, '*', 'A token of the registry can be narrowed to nothing.')
  const securityGroup = new ec2.SecurityGroup(stack, 'MigrateSecurityGroup', { vpc, description: 'Migrations', allowAllOutbound: false })
  securityGroup.addEgressRule(ec2.Peer.ipv4(vpc.vpcCidrBlock), ec2.Port.tcp(443), 'Endpoints of AWS services')
  for (const database of databases) {
    allowTo(securityGroup, database.member.securityGroup, database.member.port, `Migrations of ${database.name}`)
  }

  const runner = deliveryAccountRole(stack, 'MigrateRunner', {
    roleName: `hemisphere-migrate-runner-${stack.region}`,
    deliveryAccount: registryAccount,
  })
  runner.addToPolicy(
    new iam.PolicyStatement({
      actions: ['ecs:RunTask'],
      // Any revision of this one task.
      resources: [`arn:${stack.partition}:ecs:${stack.region}:${stack.account}:task-definition/hemisphere-migrate:*`],
      conditions: { ArnEquals: { 'ecs:cluster': cluster.clusterArn } },
    }),
  )
  runner.addToPolicy(
    new iam.PolicyStatement({
      actions: ['ecs:DescribeTasks'],
      resources: [`arn:${stack.partition}:ecs:${stack.region}:${stack.account}:task/${clusterName}/*`],
    }),
  )
  acknowledgeWildcard(runner, { service: 'ecs', name: 'task-definition/hemisphere-migrate:*' }, 'Any revision of this one task.')
  acknowledgeWildcard(runner, { service: 'ecs', name: 'task/hemisphere/*' }, 'Ids of runs are not known before.')
  const executionRole = task.obtainExecutionRole()
  runner.addToPolicy(
    new iam.PolicyStatement({
      actions: ['iam:PassRole'],
      resources: [role.roleArn, executionRole.roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
    }),
  )
  const network = {
    subnets: vpc.selectSubnets({ subnetGroupName: tiers.service }).subnetIds.join(','),
    securityGroup: securityGroup.securityGroupId,
    databases: databases.map((database) => database.name).join(','),
  }
  for (const [part, value] of Object.entries(network)) {
    const parameter = new ssm.StringParameter(stack, `Migrate-${part}`, {
      parameterName: `/hemisphere/migrate/${part}`,
      description: `Of the task that migrates the databases of ${stack.region}`,
      stringValue: value,
    })
    parameter.grantRead(runner)
  }
}
