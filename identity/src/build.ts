import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { deflateRawSync } from 'node:zlib'
import { build } from 'esbuild'

export interface BuiltBundle {
  readonly outFile: string
  readonly byteCount: number
  readonly zippedByteCount: number
}

/** CommonJS packages within an ES module ask for Node's own modules through `require`. */
const requireBanner = `import { createRequire as hemisphereCreateRequire } from 'node:module';const require = hemisphereCreateRequire(import.meta.url);`

/** Bundles the pre-token-generation Lambda into one ES module that needs no other file. */
export async function buildPreTokenGeneration({ outFile }: { readonly outFile: string }): Promise<BuiltBundle> {
  await build({
    entryPoints: [fileURLToPath(new URL('pre-token-generation/handler.ts', import.meta.url))],
    outfile: outFile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    legalComments: 'none',
    banner: { js: requireBanner },
    // pg asks for its native twin only when told to; it is not installed.
    external: ['pg-native'],
    logLevel: 'silent',
  })
  const bytes = await readFile(outFile)
  return { outFile, byteCount: bytes.length, zippedByteCount: deflateRawSync(bytes, { level: 9 }).length }
}
