import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildViewerRequest } from '@hemisphere/edge-router/build-viewer-request.ts'

export interface TestViewerFunction extends AsyncDisposable {
  readonly function: string
  /** Of a KeyValueStore that nobody has written yet. */
  readonly keyValueFile: string
}

/** A viewer-request function written for a test: the body of `handler(event)`, with `request` at hand; as it is, it changes nothing. */
export async function writeViewerFunction(body = 'return request'): Promise<TestViewerFunction> {
  const made = await makeFolder()
  await writeFile(
    made.function,
    `import cf from 'cloudfront';\nasync function handler(event) {\n  const request = event.request\n${body}\n}\n`,
  )
  return made
}

/** Our own, as it is deployed. */
export async function buildViewerFunction(): Promise<TestViewerFunction> {
  const made = await makeFolder()
  await buildViewerRequest({ outFile: made.function })
  return made
}

async function makeFolder(): Promise<TestViewerFunction> {
  const folder = await mkdtemp(join(tmpdir(), 'hemisphere-viewer-'))
  return {
    function: join(folder, 'viewer-request.js'),
    keyValueFile: join(folder, 'values.json'),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}
