import { Stage } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { Deployment } from '../deployment.ts'

/** What brings a commit to every region. */
export function createDelivery(scope: Construct, _deployment: Deployment): Stage {
  return new Stage(scope, 'delivery')
}
