import { fileURLToPath } from 'node:url'
import { Duration, RemovalPolicy, SecretValue, Validations } from 'aws-cdk-lib'
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import * as iam from 'aws-cdk-lib/aws-iam'
import type * as kms from 'aws-cdk-lib/aws-kms'
import * as s3 from 'aws-cdk-lib/aws-s3'
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager'
import * as synthetics from 'aws-cdk-lib/aws-synthetics'
import { buildSync } from 'esbuild'
import type { HemisphereStack } from '../hemisphere-stack.ts'
import { createAlarm } from './alarms.ts'

export interface CanaryOptions {
  readonly key: kms.IKey
  /** Address of the graph, at the edge. */
  readonly url: string
}

/** Id of the secret with the client that probes a region, in that region. */
export const probeSecretId = 'hemisphere/probe'

/** Kept of each run: a few lines that say what the probe found. */
const artifactDays = 30

/**
 * Asks the graph every minute, through the edge, as a client that is at home here, and gives an alarm when three of three minutes
 * failed. What it asks with is the pipeline's own probe.
 */
export function createCanary(stack: HemisphereStack, { key, url }: CanaryOptions): cloudwatch.Alarm {
  const name = `probe-${stack.region}`
  const client = new secretsmanager.Secret(stack, 'ProbeClient', {
    secretName: probeSecretId,
    description: 'Client that probes this region, as JSON {tokenUrl, clientId, clientSecret}; set by an operator',
    encryptionKey: key,
    secretStringValue: SecretValue.unsafePlainText('{}'),
  })
  Validations.of(client).acknowledge({
    id: 'AwsSolutions-SMG4',
    reason: 'It belongs to a client of the user pool: a new value is made there, as docs/runbooks/secret-rotation-failed.md says.',
  })
  const artifacts = new s3.Bucket(stack, 'ProbeArtifacts', {
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    encryption: s3.BucketEncryption.KMS,
    encryptionKey: key,
    bucketKeyEnabled: true,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    lifecycleRules: [{ expiration: Duration.days(artifactDays) }],
    removalPolicy: RemovalPolicy.RETAIN,
  })
  Validations.of(artifacts).acknowledge({ id: 'AwsSolutions-S1', reason: 'It has logs of a probe and nothing of a tenant, for 30 days.' })
  const canary = new synthetics.Canary(stack, 'Probe', {
    canaryName: name,
    runtime: synthetics.Runtime.SYNTHETICS_NODEJS_3_1,
    test: synthetics.Test.custom({ code: synthetics.Code.fromInline(bundleHandler()), handler: 'index.handler' }),
    schedule: synthetics.Schedule.rate(Duration.minutes(1)),
    timeout: Duration.seconds(50),
    role: canaryRole(stack, { name, key, artifacts, client }),
    artifactsBucketLocation: { bucket: artifacts, prefix: name },
    artifactS3EncryptionMode: synthetics.ArtifactsEncryptionMode.KMS,
    artifactS3KmsKey: key,
    environmentVariables: { HEMISPHERE_REGION: stack.region, PROBE_URL: url, PROBE_SECRET_ID: probeSecretId },
    successRetentionPeriod: Duration.days(artifactDays),
    failureRetentionPeriod: Duration.days(artifactDays),
    provisionedResourceCleanup: true,
  })
  return createAlarm(stack, {
    name: 'probe',
    what: 'The probe of this region, through the edge, failed for three minutes',
    runbook: 'probe-fails',
    metric: canary.metricSuccessPercent({ period: Duration.minutes(1) }),
    threshold: 50,
    datapoints: 3,
    below: true,
    silence: 'fault',
  })
}

/** The handler with the probe in it, as one script; the SDK is in the runtime. */
function bundleHandler(): string {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL('canary/handler.ts', import.meta.url))],
    bundle: true,
    write: false,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['@aws-sdk/*'],
    legalComments: 'none',
    logLevel: 'silent',
  })
  const [script] = outputFiles
  if (script === undefined) throw new Error('the canary was not built')
  return script.text
}

interface CanaryRoleOptions {
  readonly name: string
  readonly key: kms.IKey
  readonly artifacts: s3.IBucket
  readonly client: secretsmanager.ISecret
}

/** What a canary needs ("Required roles and permissions for canaries", CloudWatch user guide), on its own things alone. */
function canaryRole(stack: HemisphereStack, { name, key, artifacts, client }: CanaryRoleOptions): iam.Role {
  const role = new iam.Role(stack, 'ProbeRole', {
    description: `What the canary ${name} may do`,
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com', { conditions: { StringEquals: { 'aws:SourceAccount': stack.account } } }),
  })
  const logs = `arn:${stack.partition}:logs:${stack.region}:${stack.account}:log-group:/aws/lambda/cwsyn-${name}-*`
  const objects = artifacts.arnForObjects(`${name}/*`)
  const statements = [
    { sid: 'WriteArtifacts', actions: ['s3:PutObject'], resources: [objects] },
    { sid: 'FindBucket', actions: ['s3:GetBucketLocation'], resources: [artifacts.bucketArn] },
    { sid: 'WriteLogs', actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logs] },
    { sid: 'UseKey', actions: ['kms:Decrypt'], resources: [key.keyArn] },
    { sid: 'ReadProbeClient', actions: ['secretsmanager:GetSecretValue'], resources: [client.secretArn] },
  ]
  for (const statement of statements) role.addToPolicy(new iam.PolicyStatement(statement))
  role.addToPolicy(
    new iam.PolicyStatement({
      sid: 'WriteMetrics',
      actions: ['cloudwatch:PutMetricData'],
      resources: ['*'],
      conditions: { StringEquals: { 'cloudwatch:namespace': 'CloudWatchSynthetics' } },
    }),
  )
  const accept = (what: string, reason: string): void => Validations.of(role).acknowledge({ id: `AwsSolutions-IAM5[${what}]`, reason })
  accept(
    'Resource::*',
    'cloudwatch:PutMetricData has no resources ("Actions, resources, and condition keys for Amazon CloudWatch", service authorization reference); it is held to one namespace.',
  )
  for (const action of ['kms:GenerateDataKey*', 'kms:ReEncrypt*'])
    accept(`Action::${action}`, 'Variants of one action, on the key of this region alone.')
  const bucketId = stack.getLogicalId(artifacts.node.defaultChild as s3.CfnBucket)
  accept(`Resource::<${bucketId}.Arn>/${name}/*`, 'Runs are named by their time.')
  accept(
    `Resource::arn:<AWS::Partition>:logs:${stack.region}:${stack.account}:log-group:/aws/lambda/cwsyn-${name}-*`,
    'Synthetics ends the name of the log group with an id.',
  )
  return role
}
