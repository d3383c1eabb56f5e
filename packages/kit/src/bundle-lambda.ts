import { build } from 'esbuild'

/** CommonJS packages within an ES module ask for Node's own modules through `require`. */
export const requireBanner = `import { createRequire as hemisphereCreateRequire } from 'node:module';const require = hemisphereCreateRequire(import.meta.url);`

export interface LambdaBundle {
  /** Module whose export `handler` Lambda calls. */
  readonly entryPoint: string
  readonly outFile: string
}

/** Bundles a Lambda into one ES module for Node.js 24 that needs no other file. */
export async function bundleLambda({ entryPoint, outFile }: LambdaBundle): Promise<void> {
  await build({
    entryPoints: [entryPoint],
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
}
