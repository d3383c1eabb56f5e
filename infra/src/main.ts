import { join } from 'node:path'
import { buildBundles } from './bundles.ts'
import { createHemisphereApp } from './hemisphere-app.ts'
import { deploymentFile, readDeployment } from './read-deployment.ts'

/** Synthesizes the templates of the deployment that `infra/deployment.json` describes, at the commit HEMISPHERE_VERSION. */
const deployment = readDeployment({ file: deploymentFile, version: process.env['HEMISPHERE_VERSION'] })
const folder = join(import.meta.dirname, '..', 'dist')
const { app } = createHemisphereApp({ deployment, bundles: await buildBundles(folder), outdir: join(folder, 'cdk.out') })
app.synth()
