import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Metafile } from 'esbuild'
import type { Bundles } from './build-bundles.ts'
import { rdsAuthorities } from './rds-authorities.ts'
import { serviceBundles, type BundleName } from './service-bundles.ts'

const metafileBase = fileURLToPath(new URL('..', import.meta.url))

export interface TakenService {
  readonly folder: string
  readonly outputs: Metafile['outputs']
}

/**
 * Writes all that the image of a service holds of ours into `to`: its entry point and what that reaches of the bundles, its
 * health check, the contract's files that it reads, and the authorities of its databases.
 */
export async function takeService({ folder, metafile }: Bundles, name: BundleName, to: string): Promise<TakenService> {
  const { schema, start } = serviceBundles[name]
  const entries = [`${name}/main.mjs`, ...(start === undefined ? [] : ['health-check/main.mjs'])]
  const all = new Map(Object.entries(metafile.outputs).map(([path, output]) => [relative(folder, resolve(metafileBase, path)), output]))
  const outputs: Metafile['outputs'] = {}

  function reach(path: string): void {
    const output = all.get(path)
    if (output === undefined) throw new Error(`the bundles have no ${path}`)
    if (path in outputs) return
    outputs[path] = output
    for (const imported of output.imports) if (imported.external !== true) reach(relative(folder, resolve(metafileBase, imported.path)))
  }

  for (const entry of entries) reach(entry)
  await rm(to, { recursive: true, force: true })
  for (const path of [...Object.keys(outputs), ...schema]) {
    await mkdir(dirname(join(to, path)), { recursive: true })
    await copyFile(join(folder, path), join(to, path))
  }
  await writeFile(join(to, 'rds-authorities.pem'), rdsAuthorities())
  return { folder: to, outputs }
}
