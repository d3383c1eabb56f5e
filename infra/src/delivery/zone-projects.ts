import { regionsOf, type ZonePlan } from '@hemisphere/topology/topology.ts'
import { Duration } from 'aws-cdk-lib'
import type * as codebuild from 'aws-cdk-lib/aws-codebuild'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as kms from 'aws-cdk-lib/aws-kms'
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager'
import * as ssm from 'aws-cdk-lib/aws-ssm'
import { accountOf, type Deployment } from '../deployment.ts'
import type { HemisphereStack } from '../hemisphere-stack.ts'
import { apiHost } from '../host-names.ts'
import { createBuildProject, mayAssume } from './build-project.ts'
import {
  bootstrapRoleArns,
  offeredRoles,
  originVerifyMemory,
  originVerifySecret,
  originVerifySeed,
  zoneProjects,
} from './delivery-names.ts'
import { edgeRegion } from '../edge/edge-region.ts'
import { originVerifySecret as edgeCopyOf } from '../edge/names.ts'
import { releaseMetricNamespace } from './release-metric.ts'
import { assemblyFolder, verifyCommand } from './signing.ts'

export interface ZoneProjects {
  readonly deploy: codebuild.IProject
  readonly migrate: codebuild.IProject
  readonly watch: codebuild.IProject
  readonly originVerify: codebuild.IProject
}

export interface ZoneProjectsOptions {
  readonly deployment: Deployment
  readonly zone: ZonePlan
  readonly key: kms.IKey
  /** Lets a project read the key by which a signed assembly is known. */
  readonly readsPublicKey: iam.PolicyStatement
  /** Clients that probe the zone's regions. */
  readonly probeClients: secretsmanager.ISecret
}

const release = 'node infra/src/delivery/release.ts'

/** What deploys to one zone. Each project can take on the roles of that zone that it is for, and none of another zone. */
export function createZoneProjects(stack: HemisphereStack, options: ZoneProjectsOptions): ZoneProjects {
  const { deployment, zone, key, readsPublicKey, probeClients } = options
  const { name } = zone
  const account = accountOf(deployment, name)
  const regions = regionsOf(deployment.topology, zone).map((region) => region.name)
  const roleArn = (role: string, of: string = account): string => `arn:aws:iam::${of}:role/${role}`
  const originVerify = createOriginVerify(stack, options)
  const environment = { ZONE: name, ZONE_ACCOUNT: account, ZONE_REGIONS: regions.join(' ') }
  const project = (
    use: keyof typeof zoneProjects,
    rest: Omit<Parameters<typeof createBuildProject>[2], 'name' | 'key'>,
  ): codebuild.IProject =>
    createBuildProject(stack, `${use}-${name}`, {
      ...rest,
      name: zoneProjects[use](name),
      key,
      environment: { ...environment, ...rest.environment },
    })

  return {
    deploy: project('deploy', {
      description: `Deploys stacks of zone ${name} and of no other`,
      commands: [verifyCommand, `${release} deploy ${assemblyFolder} "$ZONE" "$PART" --account "$ZONE_ACCOUNT"`],
      permissions: [mayAssume(bootstrapRoleArns(account, regions)), readsPublicKey],
      // A new region waits for its databases.
      timeout: Duration.hours(4),
    }),
    migrate: project('migrate', {
      description: `Runs migrations in zone ${name}`,
      commands: [
        `for region in $ZONE_REGIONS; do ${release} migrate "$PHASE" --region "$region" --role "$ROLE_PREFIX-$region" || exit 1; done`,
      ],
      environment: { ROLE_PREFIX: roleArn(offeredRoles.migrate('')).replace(/-$/, '') },
      permissions: [mayAssume(regions.map((region) => roleArn(offeredRoles.migrate(region))))],
      timeout: Duration.hours(8),
    }),
    watch: project('watch', {
      description: `Watches releases in regions of zone ${name}`,
      commands: [`${release} watch "$WATCHED_REGION" --role "$ROLE" --url "$URL" --clients "$PROBE_CLIENTS" --minutes "$BAKE_MINUTES"`],
      environment: { URL: `https://${apiHost(deployment)}/graphql`, PROBE_CLIENTS: probeClients.secretName },
      permissions: [
        mayAssume(regions.map((region) => roleArn(offeredRoles.watch(region)))),
        new iam.PolicyStatement({
          sid: 'ReportFaults',
          actions: ['cloudwatch:PutMetricData'],
          resources: ['*'],
          conditions: { StringEquals: { 'cloudwatch:namespace': releaseMetricNamespace } },
        }),
        new iam.PolicyStatement({
          sid: 'ReadProbeClients',
          actions: ['secretsmanager:GetSecretValue'],
          resources: [probeClients.secretArn],
        }),
      ],
      whyAllResources:
        'cloudwatch:PutMetricData has no resources ("Actions, resources, and condition keys for Amazon CloudWatch", service authorization reference); it is held to one namespace.',
      timeout: Duration.hours(2),
    }),
    originVerify: project('originVerify', {
      description: `Rotates the secret by which zone ${name} knows the edge`,
      commands: [
        [
          `${release} origin-verify "$HALF" --release "$HEMISPHERE_VERSION" --seed "$SEED" --memory "$MEMORY"`,
          '--zone-role "$ZONE_ROLE" --zone-region "$ZONE_REGION" --zone-secret "$ZONE_SECRET"',
          '--edge-role "$EDGE_ROLE" --edge-region "$EDGE_REGION" --edge-secret "$EDGE_SECRET"',
        ].join(' '),
      ],
      environment: {
        SEED: originVerify.seed.secretName,
        MEMORY: originVerify.memory.parameterName,
        ZONE_ROLE: roleArn(offeredRoles.originVerify),
        ZONE_REGION: zone.directoryRegion,
        ZONE_SECRET: originVerifySecret,
        EDGE_ROLE: roleArn(offeredRoles.originVerify, deployment.accounts.edge),
        EDGE_REGION: edgeRegion,
        EDGE_SECRET: edgeCopyOf(name),
      },
      permissions: [
        mayAssume([roleArn(offeredRoles.originVerify), roleArn(offeredRoles.originVerify, deployment.accounts.edge)]),
        new iam.PolicyStatement({ sid: 'ReadSeed', actions: ['secretsmanager:GetSecretValue'], resources: [originVerify.seed.secretArn] }),
        new iam.PolicyStatement({
          sid: 'Remember',
          actions: ['ssm:GetParameter', 'ssm:PutParameter'],
          resources: [originVerify.memory.parameterArn],
        }),
      ],
    }),
  }
}

/** What a zone's rotations are made of and what is remembered of them. */
function createOriginVerify(stack: HemisphereStack, { zone, key }: Pick<ZoneProjectsOptions, 'zone' | 'key'>) {
  const seed = new secretsmanager.Secret(stack, `OriginVerifySeed-${zone.name}`, {
    secretName: originVerifySeed(zone.name),
    description: `Of which values are made by which zone ${zone.name} knows the edge`,
    encryptionKey: key,
    generateSecretString: { excludePunctuation: true, passwordLength: 64 },
  })
  const memory = new ssm.StringParameter(stack, `OriginVerifyMemory-${zone.name}`, {
    parameterName: originVerifyMemory(zone.name),
    description: `Releases whose value zone ${zone.name} and the edge were given; written by releases`,
    stringValue: '{}',
  })
  return { seed, memory }
}
