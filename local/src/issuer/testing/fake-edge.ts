import { once } from 'node:events'
import { createServer } from 'node:http'

/** Home-realm discovery alone, for every company the same issuer. */
export async function startFakeEdge(issuer: string): Promise<{ readonly url: string } & AsyncDisposable> {
  const server = createServer((_, response) => response.setHeader('content-type', 'application/json').end(JSON.stringify({ issuer })))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the edge listens on no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
