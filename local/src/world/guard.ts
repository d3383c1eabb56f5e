import { join } from 'node:path'
import type { Environment } from '@hemisphere/kit/config.ts'
import { startNodeChild, type NodeChild } from './child-service.ts'
import type { StateFolder } from './state-folder.ts'

export interface GuardOptions {
  readonly state: StateFolder
  readonly base: Environment
  readonly signal: AbortSignal
}

/**
 * Starts the process that stops databases and Redis when this one is killed: they do not notice, and would run on.
 * It is told of each by its record.
 */
export function startGuard({ state, base, signal }: GuardOptions): Promise<NodeChild> {
  return startNodeChild({
    name: 'guard',
    records: state.processes,
    module: new URL('guard-process.ts', import.meta.url),
    args: [],
    environment: base,
    logFile: join(state.logs, 'guard.log'),
    stopLimitMs: 2_000,
    signal,
  })
}
