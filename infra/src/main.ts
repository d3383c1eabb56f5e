import { createHemisphereApp } from './hemisphere-app.ts'
import { exampleDeployment } from './testing/example-deployment.ts'

/** Synthesizes the templates of a deployment. */
createHemisphereApp({ deployment: exampleDeployment }).app.synth()
