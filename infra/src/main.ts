import { join } from 'node:path'
import { buildBundles } from './bundles.ts'
import { createHemisphereApp } from './hemisphere-app.ts'
import { exampleDeployment as deployment } from './testing/example-deployment.ts'
import { buildExampleEdge } from './testing/example-edge.ts'

/** Synthesizes the templates of a deployment. */
const folder = join(import.meta.dirname, '..', 'dist')
const { app } = createHemisphereApp({
  deployment,
  bundles: await buildBundles(folder),
  edgeBundle: await buildExampleEdge({ folder: join(folder, 'edge'), deployment }),
  outdir: join(folder, 'cdk.out'),
})
app.synth()
