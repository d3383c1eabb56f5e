import { regionsOf, type ZonePlan } from '@hemisphere/topology/topology.ts'
import { Duration } from 'aws-cdk-lib'
import type * as codebuild from 'aws-cdk-lib/aws-codebuild'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as kms from 'aws-cdk-lib/aws-kms'
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager'
import { accountOf, type Deployment } from '../deployment.ts'
import type { HemisphereStack } from '../hemisphere-stack.ts'
import { apiHost } from '../host-names.ts'
import { createBuildProject, mayAssume } from './build-project.ts'
import { bootstrapRoleArns, edgeOriginVerifySecret, edgeRegion, offeredRoles, originVerifySecret, zoneProjects } from './delivery-names.ts'
import { releaseMetricNamespace } from './release-metric.ts'
import { verifyCommand } from './signing.ts'

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
      commands: [verifyCommand, `${release} deploy "$ZONE" "$PART" --account "$ZONE_ACCOUNT"`],
      permissions: [mayAssume(bootstrapRoleArns(account, regions)), readsPublicKey],
      // A new region waits for its databases.
      timeout: Duration.hours(4),
    }),
    migrate: project('migrate', {
      description: `Runs migrations in zone ${name}`,
      commands: [`${release} migrate "$PHASE" --role "$ROLE" --regions $ZONE_REGIONS`],
      environment: { ROLE: roleArn(offeredRoles.migrate) },
      permissions: [mayAssume([roleArn(offeredRoles.migrate)])],
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
          `${release} origin-verify "$HALF"`,
          '--zone-role "$ZONE_ROLE" --zone-region "$ZONE_REGION" --zone-secret "$ZONE_SECRET"',
          '--edge-role "$EDGE_ROLE" --edge-region "$EDGE_REGION" --edge-secret "$EDGE_SECRET"',
          '--release "$RELEASE_ID"',
        ].join(' '),
      ],
      environment: {
        ZONE_ROLE: roleArn(offeredRoles.originVerify),
        ZONE_REGION: zone.directoryRegion,
        ZONE_SECRET: originVerifySecret,
        EDGE_ROLE: roleArn(offeredRoles.edgeOriginVerify(name), deployment.accounts.edge),
        EDGE_REGION: edgeRegion,
        EDGE_SECRET: edgeOriginVerifySecret(name),
      },
      permissions: [
        mayAssume([roleArn(offeredRoles.originVerify), roleArn(offeredRoles.edgeOriginVerify(name), deployment.accounts.edge)]),
      ],
    }),
  }
}
