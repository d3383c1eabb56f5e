import * as cloudfront from 'aws-cdk-lib/aws-cloudfront'
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins'
import * as iam from 'aws-cdk-lib/aws-iam'
import type { HemisphereStack } from '../hemisphere-stack.ts'
import { originVerifySecret } from './names.ts'
import { createCodeBucket } from './private-bucket.ts'

export const originVerifyHeaderPrefix = 'x-origin-verify-'

/**
 * The origin that a distribution names and the function on origin-request replaces. CloudFront looks its name up before the function
 * runs, so it has to resolve for ever, to an address that CloudFront takes for public: a bucket of ours that is empty, has no public
 * access and denies everybody each of its objects does, and answers 403 at most. A name under our own domain would need some address
 * to point at: a reserved one may be refused, a stranger's may get what a failed function lets through.
 *
 * It is a custom origin, not one of S3's: so nothing signs requests to it, and the function finds the headers where it looks for them.
 */
export function createInertOrigin(stack: HemisphereStack, zones: readonly string[]): cloudfront.IOrigin {
  const bucket = createCodeBucket(stack, 'Nothing')
  bucket.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'NothingForAnybody',
      effect: iam.Effect.DENY,
      principals: [new iam.AnyPrincipal()],
      actions: ['s3:GetObject*', 's3:PutObject*', 's3:DeleteObject*', 's3:ListBucket*'],
      resources: [bucket.bucketArn, bucket.arnForObjects('*')],
    }),
  )
  return new HttpOrigin(bucket.bucketRegionalDomainName, {
    originId: 'inert',
    protocolPolicy: cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
    originSslProtocols: [cloudfront.OriginSslPolicy.TLS_V1_2],
    customHeaders: Object.fromEntries(zones.map((zone) => [`${originVerifyHeaderPrefix}${zone}`, currentSecret(zone)])),
  })
}

/**
 * Resolved by CloudFormation whenever it changes the distribution, which it does in each run of the pipeline, since each has a map and
 * so a function of its own. The template holds no secret. Whoever may read the distribution's configuration can read the values: the
 * edge's account alone.
 */
function currentSecret(zone: string): string {
  return `{{resolve:secretsmanager:${originVerifySecret(zone)}:SecretString::AWSCURRENT}}`
}
