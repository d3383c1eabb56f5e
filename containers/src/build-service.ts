import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Metafile } from 'esbuild'
import { rdsAuthorities } from './rds-authorities.ts'
import { serviceBundles, type BundleName } from './service-bundles.ts'

/** CommonJS packages within an ES module ask for Node's own modules through `require`. */
const requireBanner = `import { createRequire as hemisphereCreateRequire } from 'node:module';const require = hemisphereCreateRequire(import.meta.url);`

/**
 * Packages that are asked for and not there. pg's native twin is wanted by who says so, and TypeScript by graphile-worker for a
 * configuration file in that language; the redis client has a hash, and node-fetch encodings, without the other two.
 */
export const absentPackages = ['pg-native', 'typescript', '@node-rs/xxhash', 'encoding'] as const

const schemaFolder = fileURLToPath(new URL('../../schema/', import.meta.url))

export interface BuiltService {
  readonly folder: string
  readonly metafile: Metafile
}

/**
 * Writes all that the image of a service holds of ours into `folder`: modules in `bin/`, the contract's files beside it where the
 * modules look for them, and the authorities of its databases. Names of functions stay as they are, since logs have stacks.
 */
export async function buildService(name: BundleName, folder: string): Promise<BuiltService> {
  const { main, start, schema } = serviceBundles[name]
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  const { metafile } = await build({
    entryPoints: {
      main,
      ...(start === undefined ? {} : { start, 'health-check': fileURLToPath(new URL('health-check.ts', import.meta.url)) }),
    },
    absWorkingDir: fileURLToPath(new URL('..', import.meta.url)),
    outdir: join(folder, 'bin'),
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
  for (const file of schema) await copyFile(join(schemaFolder, file), join(folder, file))
  await writeFile(join(folder, 'rds-authorities.pem'), rdsAuthorities())
  return { folder, metafile }
}
