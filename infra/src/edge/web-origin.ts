import { Aws } from 'aws-cdk-lib'
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront'
import { OriginGroup } from 'aws-cdk-lib/aws-cloudfront-origins'
import type { Deployment } from '../deployment.ts'
import type { HemisphereStack } from '../hemisphere-stack.ts'
import { webBucket, webZones } from './names.ts'

interface NamedBucket {
  readonly bucket: string
  readonly region: string
  readonly originId: string
  readonly originAccessControlId: string
}

/** A bucket of another region, known by its name; the CDK's own origin would want the bucket itself to change its policy. */
class NamedBucketOrigin extends cloudfront.OriginBase {
  constructor({ bucket, region, ...options }: NamedBucket) {
    super(`${bucket}.s3.${region}.${Aws.URL_SUFFIX}`, options)
  }

  protected override renderS3OriginConfig(): cloudfront.CfnDistribution.S3OriginConfigProperty {
    // Empty, as there is an origin access control ("Restrict access to an Amazon S3 origin", CloudFront developer guide).
    return { originAccessIdentity: '' }
  }
}

/** Files that the first copy does not have, yet or at all, are looked for in the other. */
const fallbackStatuses = [403, 404, 500, 502, 503, 504]

/** The web application's files: one zone's copy, or the other's where that fails. */
export function createWebOrigin(stack: HemisphereStack, deployment: Deployment): cloudfront.IOrigin {
  const accessControl = new cloudfront.S3OriginAccessControl(stack, 'WebAccess', {
    originAccessControlName: 'hemisphere-web',
    signing: cloudfront.Signing.SIGV4_ALWAYS,
  })
  const [primaryOrigin, fallbackOrigin] = webZones(deployment).map(
    ({ name, directoryRegion }) =>
      new NamedBucketOrigin({
        bucket: webBucket(deployment, name),
        region: directoryRegion,
        originId: `web-${name}`,
        originAccessControlId: accessControl.originAccessControlId,
      }),
  )
  if (primaryOrigin === undefined) throw new Error('the deployment has no zone whose bucket the web application could be read from')
  return fallbackOrigin === undefined
    ? primaryOrigin
    : new OriginGroup({ primaryOrigin, fallbackOrigin, fallbackStatusCodes: fallbackStatuses })
}
