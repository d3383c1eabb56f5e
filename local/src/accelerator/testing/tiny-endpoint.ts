import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

export interface TinyEndpoint extends AsyncDisposable {
  readonly port: number
  /** What the next health checks are answered with. */
  healthStatus: number
  /** Connections that are not health checks, in the order in which they sent their first bytes. */
  readonly connections: readonly Socket[]
  /** Takes no new connections; those that there are stay. */
  stopListening(): void
  /** Takes connections again, at the same port. */
  listenAgain(): Promise<void>
}

export interface TinyEndpointOptions {
  /** Sent to each connection after its first bytes. */
  readonly greeting: string
  /** Given each connection instead, with its first bytes put back. */
  readonly onConnection?: (socket: Socket) => void
  /** Health checks are taken and never answered. */
  readonly silentChecks?: boolean
}

/** An endpoint that answers health checks, and speaks to any other connection as told. */
export async function startTinyEndpoint({ greeting, onConnection, silentChecks = false }: TinyEndpointOptions): Promise<TinyEndpoint> {
  const sockets = new Set<Socket>()
  const connections: Socket[] = []
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    // A connection that breaks is what some tests are about.
    socket.on('error', () => undefined)
    socket.once('data', (bytes) => {
      if (bytes.toString('latin1').startsWith('GET /readyz ')) {
        if (!silentChecks) socket.end(`HTTP/1.1 ${endpoint.healthStatus} x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`)
        return
      }
      connections.push(socket)
      if (onConnection === undefined) {
        socket.write(greeting)
        socket.once('end', () => socket.end())
        socket.resume()
      } else {
        socket.pause()
        socket.unshift(bytes)
        onConnection(socket)
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the endpoint listens on no port')
  const { port } = address
  const endpoint: TinyEndpoint = {
    port,
    healthStatus: 200,
    connections,
    stopListening: () => void server.close(),
    async listenAgain() {
      server.listen(port, '127.0.0.1')
      await once(server, 'listening')
    },
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      if (server.listening || sockets.size > 0) await closed
    },
  }
  return endpoint
}
