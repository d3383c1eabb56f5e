import { join } from 'node:path'
import { buildPreTokenGeneration } from '@hemisphere/identity/build.ts'

/** Folders with built functions, as they are uploaded. */
export interface Bundles {
  readonly preTokenGeneration: string
  readonly rotateKey: string
}

/** Builds the zones' functions below a folder. */
export async function buildBundles(folder: string): Promise<Bundles> {
  const preTokenGeneration = join(folder, 'pre-token-generation')
  await buildPreTokenGeneration({ outFile: join(preTokenGeneration, 'index.mjs') })
  const rotateKey = preTokenGeneration
  return { preTokenGeneration, rotateKey }
}
