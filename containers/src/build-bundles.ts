import { copyFile, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { requireBanner } from '@hemisphere/kit/bundle-lambda.ts'
import { build, type Metafile } from 'esbuild'
import { bundleNames, serviceBundles } from './service-bundles.ts'

/**
 * Packages that are asked for and not there. pg's native twin is wanted by who says so, and TypeScript by graphile-worker for a
 * configuration file in that language; the redis client has a hash, and node-fetch encodings, without the other two.
 */
export const absentPackages = ['pg-native', 'typescript', '@node-rs/xxhash', 'encoding'] as const

const schemaFolder = fileURLToPath(new URL('../../schema/', import.meta.url))

export interface Bundles {
  readonly folder: string
  /** What esbuild says of each file; paths of outputs are relative to `folder`. */
  readonly metafile: Metafile
}

/**
 * Bundles all services at once into `folder`: `<service>/main.mjs` and `<service>/start.mjs`, modules that several share in
 * `chunks/`, and the contract's files where both look for them. Names of functions stay as they are, since logs have stacks.
 */
export async function buildBundles(folder: string): Promise<Bundles> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const entryPoints: Record<string, string> = { 'health-check/main': fileURLToPath(new URL('health-check.ts', import.meta.url)) }
  for (const name of bundleNames) {
    const { main, start } = serviceBundles[name]
    entryPoints[`${name}/main`] = main
    if (start !== undefined) entryPoints[`${name}/start`] = start
  }
  const { metafile } = await build({
    entryPoints,
    // What is resolved from here, and what paths in the metafile are relative to.
    absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
    outdir: folder,
    chunkNames: 'chunks/[name]-[hash]',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    legalComments: 'none',
    banner: { js: requireBanner },
    external: [...absentPackages],
    metafile: true,
    logLevel: 'silent',
  })
  for (const file of new Set(bundleNames.flatMap((name) => serviceBundles[name].schema))) {
    await copyFile(join(schemaFolder, file), join(folder, file))
  }
  return { folder, metafile }
}
