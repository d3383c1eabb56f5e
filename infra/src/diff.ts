import { join } from 'node:path'
import { formatDifferences, fullDiff } from '@aws-cdk/cloudformation-diff'
import { buildBundles } from './bundles.ts'
import { readWorld } from './checks/world.ts'
import { createHemisphereApp } from './hemisphere-app.ts'
import { snapshotOf } from './snapshot.ts'
import { changedEntries, readSnapshot } from './snapshot-files.ts'
import { templateIn } from './snapshot-text.ts'
import { exampleDeployment } from './testing/example-deployment.ts'
import { buildExampleEdge } from './testing/example-edge.ts'

/** `npm run infra:diff`: what `cdk diff` would say of the committed snapshot and the code, kind by kind: what is replaced, who may do more. */
const folder = join(import.meta.dirname, '..', 'dist')
const app = createHemisphereApp({
  deployment: exampleDeployment,
  bundles: await buildBundles(folder),
  edgeBundle: await buildExampleEdge({ folder: join(folder, 'edge'), deployment: exampleDeployment }),
  outdir: join(folder, 'cdk.out'),
})
const current = snapshotOf(readWorld(app.synth(), exampleDeployment))
const committed = await readSnapshot(join(import.meta.dirname, '..', 'snapshot'))

for (const name of changedEntries(committed, current)) {
  const textIn = (entries: typeof current): string => entries.find((entry) => entry.name === name)?.text ?? 'Resources: {}'
  process.stdout.write(`\n${name}\n`)
  formatDifferences(process.stdout, fullDiff(Object(templateIn(textIn(committed))), Object(templateIn(textIn(current)))))
}
