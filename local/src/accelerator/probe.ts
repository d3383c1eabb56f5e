import { get } from 'node:http'
import type { Endpoint } from './accelerator-plan.ts'

export interface ProbeOptions {
  readonly endpoint: Endpoint
  readonly path: string
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

export interface ProbeResult {
  readonly passed: boolean
  /** What came: `HTTP 200`, `ECONNREFUSED`, `no answer in 500 ms`. */
  readonly detail: string
}

/**
 * One health check: a GET over a connection of its own that must be answered with 200 in time, as a load balancer's default
 * matcher wants. It throws only when the signal is aborted.
 */
export function probe({ endpoint, path, timeoutMs, signal }: ProbeOptions): Promise<ProbeResult> {
  const { promise, resolve, reject } = Promise.withResolvers<ProbeResult>()
  const limit = AbortSignal.timeout(timeoutMs)
  const request = get({
    ...endpoint,
    path,
    // A kept connection would go on to a process that listens no more.
    agent: false,
    headers: { 'user-agent': 'accelerator-health-check' },
    signal: AbortSignal.any([signal, limit]),
  })
  request.once('response', (response) => {
    const { statusCode } = response
    // The body has no reader.
    response.destroy()
    resolve({ passed: statusCode === 200, detail: `HTTP ${statusCode}` })
  })
  // Stays, since destroying the answer may bring a second one.
  request.on('error', (error) => {
    if (signal.aborted) reject(error)
    else resolve({ passed: false, detail: limit.aborted ? `no answer in ${timeoutMs} ms` : codeOf(error) })
  })
  return promise
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}
