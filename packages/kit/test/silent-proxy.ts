import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A way to a server that can fall silent, as when a machine or its network is gone: connections stay, and nothing comes. */
export interface SilentProxy extends AsyncDisposable {
  readonly port: number
  /** Passes nothing on any more, in both directions. */
  silence(): void
  /** Passes on what connections that are made from now on say. */
  recover(): void
}

export async function startSilentProxy(targetPort: number): Promise<SilentProxy> {
  const sockets = new Set<Socket>()
  let isSilent = false

  function keep(socket: Socket): void {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => sockets.delete(socket))
  }

  const server = createServer((client) => {
    keep(client)
    if (isSilent) return
    const target = connect(targetPort, '127.0.0.1')
    keep(target)
    client.pipe(target).pipe(client)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  return {
    port: address.port,
    silence() {
      isSilent = true
      for (const socket of sockets) socket.unpipe().pause()
    },
    recover() {
      isSilent = false
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
