import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { deflateRawSync } from 'node:zlib'
import { build } from 'esbuild'
import type { BakedData } from './baked-data.ts'
import { verifyRegionMap } from './region-map.ts'

export interface EdgeRouterBuild {
  /** Path of the one ES module, by convention `index.mjs`. */
  readonly outFile: string
  readonly baked: BakedData
}

export interface BuiltBundle {
  readonly outFile: string
  readonly byteCount: number
  readonly zippedByteCount: number
}

/** Viewer events allow a function of 1 MB (CloudFront quotas); origin events allow more, which cold starts would pay for. */
export const maxZippedBytes = 1_000_000

/**
 * Bundles the function with the data baked in, as it is deployed: no environment variables, nothing to fetch.
 * A region map that the function would refuse, or a bundle above 1 MB zipped, is thrown.
 */
export async function buildEdgeRouter({ outFile, baked }: EdgeRouterBuild): Promise<BuiltBundle> {
  await verifyRegionMap(baked.regionMap, baked.mapKey, { minimumVersion: baked.minimumMapVersion ?? 1 })
  await build({
    entryPoints: [fileURLToPath(new URL('handler.ts', import.meta.url))],
    outfile: outFile,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    legalComments: 'none',
    define: { hemisphereBakedData: JSON.stringify(baked) },
    logLevel: 'silent',
  })
  const bytes = await readFile(outFile)
  const zippedByteCount = deflateRawSync(bytes, { level: 9 }).length
  if (zippedByteCount > maxZippedBytes)
    throw new Error(`the edge router has ${zippedByteCount} bytes zipped, at most ${maxZippedBytes} are allowed`)
  return { outFile, byteCount: bytes.length, zippedByteCount }
}
