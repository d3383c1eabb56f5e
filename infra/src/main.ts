import { createHemisphereApp } from './hemisphere-app.ts'
import { deploymentFile, readDeployment } from './read-deployment.ts'

/** Synthesizes the templates of the deployment that `infra/deployment.json` describes, at the commit HEMISPHERE_VERSION. */
createHemisphereApp({ deployment: readDeployment({ file: deploymentFile, version: process.env['HEMISPHERE_VERSION'] }) }).app.synth()
