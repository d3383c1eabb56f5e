import { Stack, Stage } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { Deployment } from '../deployment.ts'
import { edgeRegion } from '../edge/edge-region.ts'
import { ImagesStack } from './images-stack.ts'
import { PipelineStack } from './pipeline-stack.ts'

/** What brings a commit to every region: the pipeline, and the images that regions run. */
export class DeliveryStage extends Stage {
  readonly images: readonly ImagesStack[]
  readonly pipeline: PipelineStack

  constructor(scope: Construct, id: string, deployment: Deployment) {
    super(scope, id)
    const edgeRegions = regionsOfStage(scope, 'edge')
    this.images = deployment.topology.regions.map(
      ({ name }) => new ImagesStack(this, `delivery-images-${name}`, { deployment, region: name }),
    )
    this.pipeline = new PipelineStack(this, 'delivery-pipeline', {
      deployment,
      edgeRegions: edgeRegions.length === 0 ? [edgeRegion] : edgeRegions,
    })
  }
}

/** Regions that a stage beside this one has stacks in: the edge's are many, since its function logs where it runs. */
function regionsOfStage(scope: Construct, id: string): readonly string[] {
  const stacks =
    scope.node
      .tryFindChild(id)
      ?.node.findAll()
      .filter((construct) => construct instanceof Stack) ?? []
  return [...new Set(stacks.map(({ region }) => region))].sort()
}

export function createDelivery(scope: Construct, deployment: Deployment): DeliveryStage {
  return new DeliveryStage(scope, 'delivery', deployment)
}
