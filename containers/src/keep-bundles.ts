import { createHash } from 'node:crypto'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { buildBundles } from './build-bundles.ts'
import { bundleNames, serviceBundles } from './service-bundles.ts'

const base = fileURLToPath(new URL('..', import.meta.url))
/** Beside what was bundled: which versions of packages there are, and what is bundled how. */
const always = ['../package-lock.json', 'src/build-bundles.ts', 'src/service-bundles.ts']
const schemaFiles = bundleNames.flatMap((name) => serviceBundles[name].schema.map((schema) => `../schema/${schema}`))
const stampSchema = z.object({ inputs: z.array(z.string()), state: z.string() })

/** Bundles all services into `folder` unless that was done of the very same files; whether it was necessary. */
export async function keepBundles(folder: string): Promise<boolean> {
  const file = join(folder, 'stamp.json')
  const stamp = await readStamp(file)
  if (stamp !== undefined && stamp.state === (await stateOf(stamp.inputs))) return false
  const { metafile } = await buildBundles(folder)
  const inputs = [...always, ...schemaFiles, ...Object.keys(metafile.inputs)]
  await writeFile(file, JSON.stringify({ inputs, state: await stateOf(inputs) }))
  return true
}

async function readStamp(file: string): Promise<z.infer<typeof stampSchema> | undefined> {
  try {
    return stampSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    // None yet, or half of one: what it would save is done again.
    return undefined
  }
}

/** One text for how all these files are: their paths, sizes and the instants of their last change. */
async function stateOf(inputs: readonly string[]): Promise<string> {
  const facts = await Promise.all(
    inputs.map(async (path) => {
      const found = await stat(resolve(base, path)).catch(() => undefined)
      return `${path} ${found?.size} ${found?.mtimeMs}`
    }),
  )
  return createHash('sha256').update(facts.join('\n')).digest('hex')
}
