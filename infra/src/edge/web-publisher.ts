import * as iam from 'aws-cdk-lib/aws-iam'
import { acknowledge } from '../acknowledge.ts'
import type { Deployment } from '../deployment.ts'
import type { HemisphereStack } from '../hemisphere-stack.ts'
import { webBucket, webZones } from './names.ts'

export const webPublisherRole = 'hemisphere-web-publisher'

/**
 * Puts a build of the web application into every copy's bucket: first `assets/`, then the rest. It may delete nothing: a browser that
 * has the document of before still asks for its files.
 */
export function createWebPublisher(stack: HemisphereStack, deployment: Deployment): iam.Role {
  const buckets = webZones(deployment).map(({ name }) => `arn:${stack.partition}:s3:::${webBucket(deployment, name)}`)
  const role = new iam.Role(stack, 'WebPublisher', {
    roleName: webPublisherRole,
    description: 'Publishes the web application',
    assumedBy: new iam.AccountPrincipal(deployment.accounts.delivery),
    inlinePolicies: {
      Publish: new iam.PolicyDocument({
        statements: [
          new iam.PolicyStatement({ actions: ['s3:ListBucket'], resources: buckets }),
          new iam.PolicyStatement({ actions: ['s3:GetObject', 's3:PutObject'], resources: buckets.map((bucket) => `${bucket}/*`) }),
        ],
      }),
    },
  })
  for (const { name } of webZones(deployment)) {
    acknowledge(
      role,
      `IAM5[Resource::arn:<AWS::Partition>:s3:::${webBucket(deployment, name)}/*]`,
      "The bucket holds the web application's files and nothing else; their names have hashes in them.",
    )
  }
  return role
}
