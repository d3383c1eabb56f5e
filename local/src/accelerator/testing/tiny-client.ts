import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export interface TinyClient extends Disposable {
  readonly socket: Socket
  /** What the endpoint said first. */
  readonly greeting: string
}

/** Connects to a port of 127.0.0.1, sends a first byte and waits for the greeting; rejects with what broke the connection. */
export async function greet(port: number): Promise<TinyClient> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  socket.write('?')
  const [bytes]: unknown[] = await once(socket, 'data')
  return { socket, greeting: String(bytes), [Symbol.dispose]: () => void socket.destroy() }
}

/** The greeting that a new connection gets. */
export async function greetingAt(port: number): Promise<string> {
  using client = await greet(port)
  return client.greeting
}
