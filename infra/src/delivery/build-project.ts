import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib'
import * as codebuild from 'aws-cdk-lib/aws-codebuild'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as kms from 'aws-cdk-lib/aws-kms'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { HemisphereStack } from '../hemisphere-stack.ts'
import { projectRoleName } from './delivery-names.ts'

export interface BuildProjectOptions {
  /** Last part of the names of project, role and log group. */
  readonly name: string
  readonly description: string
  readonly key: kms.IKey
  readonly commands: readonly string[]
  /** Files that the next stage gets; none when absent. */
  readonly artifacts?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly permissions?: readonly iam.PolicyStatement[]
  /** Why one of the permissions is on all resources; absent when none is. */
  readonly whyAllResources?: string
  readonly compute?: codebuild.ComputeType
  readonly timeout?: Duration
  /** Only an image is built with it, by a Docker that runs in the build's own container. */
  readonly privileged?: boolean
}

/**
 * A build in a container of its own, on ARM as what it builds, that ends with it: nothing is cached from one to the next. Its role can
 * what is given here, and write its log. It has the internet for the registry of npm, and no network of ours.
 */
export function createBuildProject(stack: HemisphereStack, id: string, options: BuildProjectOptions): codebuild.PipelineProject {
  const { name, description, key, commands, artifacts, environment = {}, permissions = [] } = options
  const role = new iam.Role(stack, `${id}Role`, {
    roleName: projectRoleName(name),
    description,
    assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': stack.account } },
    }),
  })
  for (const statement of permissions) role.addToPolicy(statement)
  const reason = options.whyAllResources
  if (reason !== undefined) Validations.of(role).acknowledge({ id: 'AwsSolutions-IAM5[Resource::*]', reason })
  return new codebuild.PipelineProject(stack, id, {
    projectName: `hemisphere-${name}`,
    description,
    role,
    encryptionKey: key,
    environment: {
      buildImage: codebuild.LinuxArmBuildImage.AMAZON_LINUX_2023_STANDARD_4_0,
      computeType: options.compute ?? codebuild.ComputeType.SMALL,
      privileged: options.privileged ?? false,
      environmentVariables: Object.fromEntries(Object.entries(environment).map(([variable, value]) => [variable, { value }])),
    },
    grantReportGroupPermissions: false,
    timeout: options.timeout ?? Duration.minutes(30),
    queuedTimeout: Duration.hours(1),
    logging: {
      cloudWatch: {
        logGroup: new LogGroup(stack, `${id}Logs`, {
          logGroupName: `/hemisphere/delivery/${name}`,
          encryptionKey: key,
          retention: RetentionDays.ONE_YEAR,
          removalPolicy: RemovalPolicy.RETAIN,
        }),
      },
    },
    buildSpec: codebuild.BuildSpec.fromObject({
      version: '0.2',
      env: { shell: 'bash' },
      phases: {
        install: { commands: ['npm ci --no-audit --no-fund', 'export PATH="$PWD/node_modules/.bin:$PATH"'] },
        build: { commands: ['set -euo pipefail', ...commands] },
      },
      ...(artifacts === undefined ? {} : { artifacts: { files: artifacts, 'exclude-paths': ['node_modules/**/*'] } }),
    }),
  })
}

/** The right to take on roles of other accounts, and no others. */
export function mayAssume(roleArns: readonly string[]): iam.PolicyStatement {
  return new iam.PolicyStatement({ sid: 'AssumeOfferedRoles', actions: ['sts:AssumeRole'], resources: [...roleArns] })
}
