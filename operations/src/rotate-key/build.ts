import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** CommonJS packages within an ES module ask for Node's own modules through `require`. */
const requireBanner = `import { createRequire as hemisphereCreateRequire } from 'node:module';const require = hemisphereCreateRequire(import.meta.url);`

/** Bundles the Lambda that rotates keys into one ES module that needs no other file; its handler is `handler`. */
export async function buildRotateKey({ outFile }: { readonly outFile: string }): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(new URL('handler.ts', import.meta.url))],
    outfile: outFile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    legalComments: 'none',
    banner: { js: requireBanner },
    logLevel: 'silent',
  })
}
