import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib'
import type * as kms from 'aws-cdk-lib/aws-kms'
import * as s3 from 'aws-cdk-lib/aws-s3'
import type { HemisphereStack } from '../hemisphere-stack.ts'

const artifactDays = 90
const logDays = 365

/** What goes from stage to stage of the pipeline. One region has it: every build runs there and calls the others. */
export function createArtifactBucket(stack: HemisphereStack, key: kms.IKey): s3.Bucket {
  const common = {
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    removalPolicy: RemovalPolicy.RETAIN,
  } as const
  const logs = new s3.Bucket(stack, 'ArtifactLogs', {
    ...common,
    // Access logs are delivered to no bucket with a key of KMS ("Enabling Amazon S3 server access logging", S3 user guide).
    encryption: s3.BucketEncryption.S3_MANAGED,
    lifecycleRules: [{ expiration: Duration.days(logDays) }],
  })
  Validations.of(logs).acknowledge({ id: 'AwsSolutions-S1', reason: 'It is where access logs go: logging itself, it would never end.' })
  return new s3.Bucket(stack, 'Artifacts', {
    ...common,
    encryption: s3.BucketEncryption.KMS,
    encryptionKey: key,
    bucketKeyEnabled: true,
    versioned: true,
    serverAccessLogsBucket: logs,
    // A rollback needs what the last good release deployed.
    lifecycleRules: [{ expiration: Duration.days(artifactDays), noncurrentVersionExpiration: Duration.days(7) }],
  })
}
