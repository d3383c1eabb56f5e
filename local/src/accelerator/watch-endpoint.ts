import { setTimeout as delay } from 'node:timers/promises'
import type { Endpoint, HealthCheck } from './accelerator-plan.ts'
import { probe, type ProbeResult } from './probe.ts'

export interface WatchOptions {
  readonly endpoint: Endpoint
  readonly healthCheck: HealthCheck
  readonly signal: AbortSignal
  readonly onChecked: (result: ProbeResult) => void
}

/** Checks an endpoint at once and then at every interval, one check at a time, until the signal is aborted. */
export async function watchEndpoint({ endpoint, healthCheck, signal, onChecked }: WatchOptions): Promise<void> {
  const { path, timeoutMs, intervalMs } = healthCheck
  const check = async (): Promise<void> => onChecked(await probe({ endpoint, path, timeoutMs, signal }))
  try {
    // The interval runs while the check does: a slow answer does not put off the next check.
    while (!signal.aborted) await Promise.all([check(), delay(intervalMs, undefined, { signal })])
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
