import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildBundles } from '../bundles.ts'
import { readWorld, type World } from '../checks/world.ts'
import type { Deployment } from '../deployment.ts'
import { createHemisphereApp } from '../hemisphere-app.ts'
import { buildExampleEdge } from './example-edge.ts'

/** The templates of a deployment, from a folder that is gone afterwards. */
export async function synthesize(deployment: Deployment): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'hemisphere-infra-'))
  try {
    const bundles = await buildBundles(join(folder, 'bundles'))
    const edgeBundle = await buildExampleEdge({ folder: join(folder, 'edge'), deployment })
    const app = createHemisphereApp({ deployment, bundles, edgeBundle, outdir: join(folder, 'cdk.out') })
    const world = readWorld(app.synth(), deployment)
    // Templates are read when they are first asked for: before the folder is gone.
    for (const { template } of world.stacks) Object.keys(template)
    return world
  } finally {
    await rm(folder, { recursive: true })
  }
}
