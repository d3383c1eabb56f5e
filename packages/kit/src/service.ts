import type { FastifyInstance } from 'fastify'
import type { Environment } from './config.ts'
import type { Logger } from './log.ts'

/** A service that listens; disposal drains it and frees what it holds. */
export interface RunningService extends AsyncDisposable {
  readonly name: string
  /** Address such as `http://127.0.0.1:4101`. */
  readonly url: string
  readonly log: Logger
}

export interface ListenOptions {
  readonly name: string
  readonly app: FastifyInstance
  readonly host: string
  readonly port: number
  readonly log: Logger
  /** Freed after the last request, in this order. */
  readonly resources: readonly (() => unknown)[]
}

/** Starts to listen. A port that is taken is told by its number; resources are freed when the start fails. */
export async function listen({ name, app, host, port, log, resources }: ListenOptions): Promise<RunningService> {
  async function close(): Promise<void> {
    await app.close()
    for (const free of resources) await free()
  }
  try {
    await app.listen({ host, port })
  } catch (error) {
    await close()
    throw error
  }
  const address = app.server.address()
  if (address === null || typeof address === 'string') throw new Error(`${name} listens on no port`)
  const url = `http://${host}:${address.port}`
  log.info({ url }, 'listening')
  return { name, url, log, [Symbol.asyncDispose]: close }
}

/**
 * Runs one service until SIGTERM or SIGINT, then drains it; what is still under way after `drainTimeoutMs` is cut off.
 * The only reader of `process.env`, and the only one that ends the process.
 */
export async function runMain(start: (environment: Environment) => Promise<RunningService>, drainTimeoutMs = 25_000): Promise<void> {
  const service = await start(process.env)
  const { promise: stopped, resolve: stop } = Promise.withResolvers<NodeJS.Signals>()
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
  const signal = await stopped
  service.log.info({ signal }, 'draining')
  const cut = setTimeout(() => {
    service.log.error({ drainTimeoutMs }, 'requests were still under way and are cut off')
    process.exit(1)
  }, drainTimeoutMs)
  await service[Symbol.asyncDispose]()
  clearTimeout(cut)
}
