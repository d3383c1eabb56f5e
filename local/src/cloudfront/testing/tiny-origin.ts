import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'

export interface TinyOrigin extends AsyncDisposable {
  readonly port: number
  /** Requests in the order in which they came. */
  readonly received: readonly IncomingMessage[]
}

/** An origin that keeps what it receives and answers as told. */
export async function startTinyOrigin(listener: RequestListener): Promise<TinyOrigin> {
  const received: IncomingMessage[] = []
  const server = createServer((request, response) => {
    received.push(request)
    listener(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the origin listens on no port')
  return {
    port: address.port,
    received,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
