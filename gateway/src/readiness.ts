import type { Logger } from '@hemisphere/kit/log.ts'
import type { SubgraphClient } from './subgraph/subgraph-client.ts'

export interface ReadinessOptions {
  readonly subgraphs: readonly SubgraphClient[]
  readonly checkDirectory: () => Promise<void>
  readonly checkHome: () => Promise<void>
  readonly log: Logger
}

const timeoutMs = 2_000

/** Throws, and logs why, while the directory or any subgraph does not answer, or the home's writer is elsewhere; the supergraph was loaded before the first call. */
export async function checkReadiness({ subgraphs, checkDirectory, checkHome, log }: ReadinessOptions): Promise<void> {
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    await Promise.all([checkDirectory(), checkHome(), ...subgraphs.map((subgraph) => subgraph.checkReady(signal))])
  } catch (err) {
    log.warn({ err }, 'the gateway is not ready')
    throw err
  }
}
