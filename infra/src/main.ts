import { join } from 'node:path'
import { buildBundles } from './bundles.ts'
import { createHemisphereApp } from './hemisphere-app.ts'
import { exampleDeployment } from './testing/example-deployment.ts'

/** Synthesizes the templates of a deployment. */
const folder = join(import.meta.dirname, '..', 'dist')
const { app } = createHemisphereApp({ deployment: exampleDeployment, bundles: await buildBundles(folder), outdir: join(folder, 'cdk.out') })
app.synth()
