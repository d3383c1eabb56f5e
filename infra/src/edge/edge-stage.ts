import { Stage } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { Deployment } from '../deployment.ts'

/** What stands in front of every zone, in us-east-1, where CloudFront's own parts have to be. */
export function createEdge(scope: Construct, _deployment: Deployment): Stage {
  return new Stage(scope, 'edge')
}
