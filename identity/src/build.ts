import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { deflateRawSync } from 'node:zlib'
import { bundleLambda } from '@hemisphere/kit/bundle-lambda.ts'

export interface BuiltBundle {
  readonly outFile: string
  readonly byteCount: number
  readonly zippedByteCount: number
}

/** Bundles the pre-token-generation Lambda into one ES module that needs no other file. */
export async function buildPreTokenGeneration({ outFile }: { readonly outFile: string }): Promise<BuiltBundle> {
  await bundleLambda({ entryPoint: fileURLToPath(new URL('pre-token-generation/handler.ts', import.meta.url)), outFile })
  const bytes = await readFile(outFile)
  return { outFile, byteCount: bytes.length, zippedByteCount: deflateRawSync(bytes, { level: 9 }).length }
}
