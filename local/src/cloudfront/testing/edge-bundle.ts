import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface EdgeBundle extends AsyncDisposable {
  readonly path: string
}

/** An origin-request function written for a test: the body of `handler(event)`, with `request` and `forwardTo(port)` at hand. */
export async function writeEdgeBundle(body: string): Promise<EdgeBundle> {
  const folder = await mkdtemp(join(tmpdir(), 'hemisphere-edge-'))
  const path = join(folder, 'index.mjs')
  const helper = `const forwardTo = (request, port, changes = {}) => ({
    ...request,
    headers: { ...request.headers, host: [{ key: 'Host', value: 'home.example' }] },
    origin: { custom: { ...request.origin.custom, domainName: '127.0.0.1', port, protocol: 'http', ...changes } },
  })`
  await writeFile(path, `${helper}\nexport async function handler(event) {\n  const { request } = event.Records[0].cf\n${body}\n}\n`)
  return { path, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) }
}
