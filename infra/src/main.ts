import { join } from 'node:path'
import { buildBundles } from './bundles.ts'
import { tellResidency } from './checks/tell-residency.ts'
import { readWorld } from './checks/world.ts'
import { createHemisphereApp } from './hemisphere-app.ts'
import { deploymentFile, readDeployment } from './read-deployment.ts'
import { buildExampleEdge } from './testing/example-edge.ts'
import { addValidations } from './validations.ts'

/**
 * Synthesizes the templates of the deployment that `infra/deployment.json` describes, at the commit HEMISPHERE_VERSION. EDGE_BUNDLE is
 * the folder that `npm run edge:sign` made; without it the edge is one that knows no issuer, and is not to be deployed. Templates that a
 * validation refuses, or whose residency is not proved, are no success: nothing deploys them.
 */
const { HEMISPHERE_VERSION: version, EDGE_BUNDLE: signed } = process.env
const deployment = readDeployment({ file: deploymentFile, version })
const folder = join(import.meta.dirname, '..', 'dist')
const app = createHemisphereApp({
  deployment,
  bundles: await buildBundles(folder),
  edgeBundle: signed ?? (await buildExampleEdge({ folder: join(folder, 'example-edge'), deployment })),
  outdir: join(folder, 'cdk.out'),
})
addValidations(app)
const isProved = tellResidency(readWorld(app.synth(), deployment), (line) => void process.stdout.write(`${line}\n`))
if (!isProved) process.exitCode = 1
