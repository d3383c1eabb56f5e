import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** A line to a server which can lose the answer to a command. */
export interface CutLine extends AsyncDisposable {
  readonly url: string
  /** The next command of this name is carried out, and the connection is lost before its answer comes through. */
  loseAnswerTo(command: string): void
  /** Whether that has happened. */
  hasLost(): boolean
}

export async function openCutLine(port: number): Promise<CutLine> {
  let lost: string | undefined
  let losses = 0
  const sockets = new Set<Socket>()
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    let isCut = false
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => other.destroy())
      socket.on('close', () => other.destroy())
    }
    near.on('data', (bytes) => {
      if (lost !== undefined && bytes.includes(lost)) {
        lost = undefined
        isCut = true
        losses += 1
      }
      far.write(bytes)
    })
    far.on('data', (bytes) => (isCut ? near.destroy() : near.write(bytes)))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the line listens on no port')
  return {
    url: `redis://127.0.0.1:${address.port}`,
    loseAnswerTo(command) {
      lost = command
    },
    hasLost: () => losses > 0,
    async [Symbol.asyncDispose]() {
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
  }
}
