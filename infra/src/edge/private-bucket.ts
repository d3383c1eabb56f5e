import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import * as s3 from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import { acknowledge } from '../acknowledge.ts'

/** A bucket for code, closed to the public. S3's own key encrypts it: there is nothing in it that browsers are not given. */
export function createCodeBucket(scope: Construct, id: string, { bucketName }: { readonly bucketName?: string } = {}): s3.Bucket {
  const bucket = new s3.Bucket(scope, id, {
    ...(bucketName === undefined ? {} : { bucketName }),
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
    encryption: s3.BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    versioned: true,
    lifecycleRules: [{ noncurrentVersionExpiration: Duration.days(30), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    removalPolicy: RemovalPolicy.RETAIN,
  })
  acknowledge(
    bucket,
    'S1',
    'CloudFront alone reads it and it holds no data: a log of that would be of no use, and another place in which requests are kept.',
  )
  return bucket
}
