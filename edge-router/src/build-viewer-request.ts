import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

/** The most that a CloudFront Function may have as code ("Quotas", CloudFront developer guide). */
export const maxFunctionBytes = 10_240

/** What JavaScript runtime 2.0 has beyond ECMAScript 5.1 ("JavaScript runtime 2.0 features", CloudFront developer guide). */
const beyondEs5 = {
  arrow: true,
  'async-await': true,
  'const-and-let': true,
  'exponent-operator': true,
  'regexp-named-capture-groups': true,
  'rest-argument': true,
  'template-literal': true,
} as const

export interface BuiltFunction {
  readonly outFile: string
  readonly byteCount: number
}

/**
 * Builds the viewer-request function as it is deployed: one script for JavaScript runtime 2.0 whose `handler` CloudFront calls.
 * Syntax that the runtime lacks, or more than 10 KB of code, is thrown.
 */
export async function buildViewerRequest({ outFile }: { readonly outFile: string }): Promise<BuiltFunction> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('viewer-request/handler.ts', import.meta.url))],
    bundle: true,
    write: false,
    minifySyntax: true,
    minifyWhitespace: true,
    platform: 'neutral',
    format: 'esm',
    target: 'es5',
    supported: beyondEs5,
    external: ['cloudfront'],
    legalComments: 'none',
    logLevel: 'silent',
  })
  const code = withoutExport(outputFiles[0]?.text ?? '')
  const byteCount = Buffer.byteLength(code)
  if (byteCount > maxFunctionBytes)
    throw new Error(`the viewer-request function has ${byteCount} bytes, at most ${maxFunctionBytes} are allowed`)
  await mkdir(dirname(outFile), { recursive: true })
  await writeFile(outFile, code)
  return { outFile, byteCount }
}

/** The runtime knows no exports: it calls `handler` by its name. */
function withoutExport(module: string): string {
  const script = module.replace(/export\s*\{\s*handler\s*\};?\s*$/, '')
  if (script === module) throw new Error('the viewer-request function exports something else than its handler')
  return script
}
