import type * as ec2 from 'aws-cdk-lib/aws-ec2'
import type * as ecs from 'aws-cdk-lib/aws-ecs'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as kms from 'aws-cdk-lib/aws-kms'
import type { HemisphereStack } from '../hemisphere-stack.ts'
import { allowTo } from './allow-to.ts'
import type { DatabaseMember } from './database-member.ts'
import { createOneOffTask, letReadSecrets } from './one-off-task.ts'

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

/** It may be let in by a token alone once it is a member of roles that are ("IAM database authentication", Aurora user guide). */
const administrator = 'hemisphere_admin'

/** A task that the pipeline runs once for each database: it alone knows the administrators' passwords. */
export function addMigrationTask(stack: HemisphereStack, { key, databases, ...common }: MigrationTaskOptions): void {
  const { role, securityGroup } = createOneOffTask(stack, {
    ...common,
    key,
    name: 'migrate',
    what: 'migrations',
    tier: 'service',
    size: { cpu: 512, memoryMiB: 1_024 },
    environment: {
      DATABASE_HOSTS: databases.map(({ name, member }) => `${name}=${member.host}:${member.port}`).join(' '),
    },
    parameters: { databases: databases.map(({ name }) => name).join(',') },
  })
  letReadSecrets(role, stack, { sid: 'ReadAdministrators', ids: databases.map(({ name }) => `hemisphere/database/${name}/admin`), key })
  role.addToPolicy(
    new iam.PolicyStatement({
      sid: 'ConnectToDatabases',
      actions: ['rds-db:connect'],
      resources: databases.map(
        ({ member }) => `arn:${stack.partition}:rds-db:${stack.region}:${stack.account}:dbuser:${member.resourceId}/${administrator}`,
      ),
    }),
  )
  for (const { name, member } of databases) allowTo(securityGroup, member.securityGroup, member.port, `Migrations of ${name}`)
}
