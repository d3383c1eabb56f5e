import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { topology } from '@hemisphere/topology/regions.ts'
import { z } from 'zod'
import { checkDeployment, type Deployment } from './deployment.ts'
import { exampleDeployment } from './testing/example-deployment.ts'

const text = z.string().min(1)

const fileSchema = z.strictObject({
  accounts: z.strictObject({ edge: text, delivery: text, zones: z.record(text, text) }),
  domain: text,
  hostedZoneId: text,
  size: z.enum(['small', 'medium', 'large']),
  operatorEmail: z.email(),
  source: z.strictObject({ owner: text, repository: text, branch: text }),
})

export interface DeploymentSource {
  /** `deployment.json`; the example's accounts stand for it where there is none. */
  readonly file: string
  /** Commit that is deployed; the example's when absent. */
  readonly version: string | undefined
}

export const deploymentFile = join(import.meta.dirname, '..', 'deployment.json')

/** The deployment that a file describes, on the topology of this repository. A field that is missing, unknown or wrong is thrown. */
export function readDeployment({ file, version = exampleDeployment.version }: DeploymentSource): Deployment {
  if (!existsSync(file)) return { ...exampleDeployment, version }
  const deployment = { ...fileSchema.parse(JSON.parse(readFileSync(file, 'utf8'))), topology, version }
  checkDeployment(deployment)
  return deployment
}
