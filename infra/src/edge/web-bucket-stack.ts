import * as iam from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'
import { HemisphereStack, type HemisphereStackProps } from '../hemisphere-stack.ts'
import { createCodeBucket } from './private-bucket.ts'

export interface WebBucketStackProps extends HemisphereStackProps {
  readonly bucketName: string
}

/**
 * One copy of the web application's files: code, no data. It lies in a zone's first region, so that the application is there while the
 * other copy's region is lost, and in the edge's account: CloudFront's origin access signs for that account, and no zone has to trust
 * the edge or the pipeline's web step. It is known by its name alone, which stands for a reference across regions.
 */
export class WebBucketStack extends HemisphereStack {
  constructor(scope: Construct, id: string, { bucketName, ...props }: WebBucketStackProps) {
    super(scope, id, props)
    const bucket = createCodeBucket(this, 'Bucket', { bucketName })
    bucket.addToResourcePolicy(
      new iam.PolicyStatement({
        sid: 'Distributions',
        principals: [new iam.ServicePrincipal('cloudfront.amazonaws.com')],
        actions: ['s3:GetObject'],
        resources: [bucket.arnForObjects('*')],
        // CloudFront says for which distribution it asks, and nothing else of whom it asks for.
        conditions: { ArnLike: { 'aws:SourceArn': `arn:${this.partition}:cloudfront::${this.account}:distribution/*` } },
      }),
    )
  }
}
