import { setTimeout as delay } from 'node:timers/promises'
import { hasCode } from './file-text.ts'
import { isAlive, type ProcessRecord } from './process-record.ts'

const pollMs = 25

/**
 * Ends a process that is no child of this one: `signal`, then SIGKILL for its whole group after `limitMs`.
 * Returns when it is gone; one that has gone before is no error.
 */
export async function stopProcess(record: ProcessRecord, signal: NodeJS.Signals, limitMs: number): Promise<void> {
  const deadline = performance.now() + limitMs
  send(record.pid, signal)
  while (await isAlive(record)) {
    if (performance.now() > deadline) send(-record.pid, 'SIGKILL')
    await delay(pollMs)
  }
}

/** Sends a signal to a process, or, with a negative id, to its group; false when it is gone. */
export function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal)
  } catch (error) {
    if (hasCode(error, 'ESRCH')) return false
    throw error
  }
}
