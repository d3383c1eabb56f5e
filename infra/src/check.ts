import { join } from 'node:path'
import { tellResidency } from './checks/tell-residency.ts'
import { readWorld } from './checks/world.ts'
import { buildBundles } from './bundles.ts'
import { createHemisphereApp } from './hemisphere-app.ts'
import { snapshotOf } from './snapshot.ts'
import { changedEntries, readSnapshot, writeSnapshot } from './snapshot-files.ts'
import { exampleDeployment } from './testing/example-deployment.ts'
import { buildExampleEdge } from './testing/example-edge.ts'
import { addValidations } from './validations.ts'

/**
 * `npm run infra:check`: synthesizes all stages with cdk-nag, CloudFormation's own validation and our cfn-guard rules, proves
 * residency on the templates, and holds them against the committed snapshot. `--write` takes the snapshot anew.
 */
const folder = join(import.meta.dirname, '..', 'dist')
const snapshotFolder = join(import.meta.dirname, '..', 'snapshot')
const tell = (line: string): void => void process.stdout.write(`${line}\n`)

async function check(): Promise<boolean> {
  const startedAt = performance.now()
  const bundles = await buildBundles(folder)
  const edgeBundle = await buildExampleEdge({ folder: join(folder, 'edge'), deployment: exampleDeployment })
  const app = createHemisphereApp({ deployment: exampleDeployment, bundles, edgeBundle, outdir: join(folder, 'cdk.out') })
  addValidations(app)
  // Throws, with a report, where a plugin finds a fault that no line of the code gives a reason for.
  const world = readWorld(app.synth(), exampleDeployment)
  tell(`${world.stacks.length} stacks, as cdk-nag, CloudFormation's validation and cfn-guard want them`)

  const isProved = tellResidency(world, tell)
  const current = snapshotOf(world)
  if (process.argv.includes('--write')) await writeSnapshot(snapshotFolder, current)
  const changed = changedEntries(await readSnapshot(snapshotFolder), current)
  for (const name of changed)
    tell(`the snapshot of ${name} is not what the code makes: look at npm run infra:diff, then npm run infra:snapshot`)
  tell(
    `${isProved && changed.length === 0 ? 'residency is proved' : 'NOT proved'}, ${((performance.now() - startedAt) / 1_000).toFixed(0)} s`,
  )
  return isProved && changed.length === 0
}

process.exitCode = (await check()) ? 0 : 1
