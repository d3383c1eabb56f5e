import { App } from 'aws-cdk-lib'
import type { Bundles } from './bundles.ts'
import { checkDeployment, type Deployment } from './deployment.ts'
import { createDelivery } from './delivery/delivery-stage.ts'
import { createEdge } from './edge/edge-stage.ts'
import { ZoneStage } from './zone/zone-stage.ts'

export interface HemisphereAppOptions {
  readonly deployment: Deployment
  readonly bundles: Bundles
  /** Folder with the edge's functions, signed region map within: made by `npm run edge:sign`. */
  readonly edgeBundle: string
  /** Folder for the templates; a temporary one when absent. */
  readonly outdir?: string
}

/** The whole infrastructure of a deployment, not synthesized yet. */
export function createHemisphereApp({ deployment, bundles, edgeBundle, outdir }: HemisphereAppOptions): App {
  checkDeployment(deployment)
  const app = new App({ ...(outdir === undefined ? {} : { outdir }), analyticsReporting: false, treeMetadata: false })
  for (const zone of deployment.topology.zones) new ZoneStage(app, zone.name, { deployment, bundles, zone })
  createEdge(app, { deployment, bundle: edgeBundle })
  createDelivery(app, deployment)
  return app
}
