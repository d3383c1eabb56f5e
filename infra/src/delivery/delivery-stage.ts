import { Stage } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { Deployment } from '../deployment.ts'
import { ImagesStack } from './images-stack.ts'
import { PipelineStack } from './pipeline-stack.ts'

/** What brings a commit to every region: the pipeline, and the images that regions run. */
export class DeliveryStage extends Stage {
  readonly images: readonly ImagesStack[]
  readonly pipeline: PipelineStack

  constructor(scope: Construct, id: string, deployment: Deployment) {
    super(scope, id)
    this.images = deployment.topology.regions.map(
      ({ name }) => new ImagesStack(this, `delivery-images-${name}`, { deployment, region: name }),
    )
    this.pipeline = new PipelineStack(this, 'delivery-pipeline', { deployment })
  }
}

export function createDelivery(scope: Construct, deployment: Deployment): DeliveryStage {
  return new DeliveryStage(scope, 'delivery', deployment)
}
