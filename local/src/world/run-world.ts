import { once } from 'node:events'
import type { Environment } from '@hemisphere/kit/config.ts'
import { announce } from './announce.ts'
import { createPlainProgress, showList } from './progress.ts'
import { startWorld } from './start-world.ts'
import { simulatedTenants } from './tenants.ts'
import { WorldRunningError } from './world-lock.ts'
import { PortTakenError } from './take-state.ts'

export interface RunOptions {
  readonly fresh: boolean
  readonly port: number
  /** Share of the demo assortment that is simulated. */
  readonly scale: number
  readonly state: string
  readonly environment: Environment
  readonly output: NodeJS.WriteStream
}

/** Runs the world until SIGINT or SIGTERM, or until it loses a process; returns the exit code when nothing of it runs any more. */
export async function runWorld({ fresh, port, state, scale, environment, output }: RunOptions): Promise<number> {
  const print = (text: string): void => void output.write(`${text}\n`)
  const asked = new AbortController()
  // npm passes on the Ctrl-C that the terminal has sent to all of its group: it comes twice, and later ones change nothing.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => asked.abort(new Error(`got ${signal}`)))
  // A terminal that was closed takes no more text; everything is stopped all the same.
  output.on('error', () => undefined)
  const startedAt = performance.now()
  try {
    await using world = await startWorld({
      stateFolder: state,
      basePort: port,
      fresh,
      tenants: simulatedTenants,
      scale,
      now: Date.now,
      environment,
      progress: output.isTTY ? showList : createPlainProgress(print, () => performance.now()),
      signal: asked.signal,
    })
    print(announce(world, (performance.now() - startedAt) / 1000))
    const over = AbortSignal.any([asked.signal, world.failed])
    if (!over.aborted) await once(over, 'abort')
    print(asked.signal.aborted ? '\nStopping …' : messageOf(world.failed.reason))
    if (!asked.signal.aborted) return 1
  } catch (error) {
    if (asked.signal.aborted && error === asked.signal.reason) return 0
    print(error instanceof WorldRunningError || error instanceof PortTakenError ? error.message : `the start failed: ${messageOf(error)}`)
    return 1
  }
  return 0
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause === undefined ? error.message : `${error.message}: ${messageOf(error.cause)}`
}
