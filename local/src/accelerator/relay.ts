import { connect, type Socket } from 'node:net'
import type { Endpoint } from './accelerator-plan.ts'

export interface RelayOptions {
  /** Not read from yet, and open for half-close. */
  readonly client: Socket
  readonly endpoint: Endpoint
  readonly connectTimeoutMs: number
  /** Told when the endpoint did not take the connection. */
  readonly onRefused: () => void
  /** Told once, when both sides are gone. */
  readonly onClosed: () => void
}

/**
 * Joins a client's connection with one of its own to an endpoint. Bytes, end of stream and back-pressure go through in each
 * direction by itself; what breaks on one side is a reset on the other. A refused connection is a reset, and not tried elsewhere.
 */
export function relay({ client, endpoint, connectTimeoutMs, onRefused, onClosed }: RelayOptions): void {
  const upstream = connect({ ...endpoint, allowHalfOpen: true, noDelay: true })
  let connected = false
  let open = 2

  function breakOff(): void {
    client.resetAndDestroy()
    // A connection that is not made yet has nobody to be reset.
    if (connected) upstream.resetAndDestroy()
    else upstream.destroy()
  }

  function refuse(): void {
    if (!connected && !client.destroyed) onRefused()
    breakOff()
  }

  function close(side: Socket): void {
    if (!side.readableEnded || !side.writableFinished) breakOff()
    open -= 1
    if (open === 0) onClosed()
  }

  const limit = setTimeout(refuse, connectTimeoutMs)
  upstream.once('connect', () => {
    connected = true
    clearTimeout(limit)
    // pipe passes the end on, and reads no faster than the other side takes.
    client.pipe(upstream)
    upstream.pipe(client)
  })
  client.on('error', breakOff)
  upstream.on('error', refuse)
  client.once('close', () => close(client))
  upstream.once('close', () => {
    clearTimeout(limit)
    close(upstream)
  })
}
