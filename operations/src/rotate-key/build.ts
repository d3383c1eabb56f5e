import { fileURLToPath } from 'node:url'
import { bundleLambda } from '@hemisphere/kit/bundle-lambda.ts'

/** Bundles the Lambda that rotates keys; its handler is `handler`. */
export function buildRotateKey({ outFile }: { readonly outFile: string }): Promise<void> {
  return bundleLambda({ entryPoint: fileURLToPath(new URL('handler.ts', import.meta.url)), outFile })
}
