import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from '@hemisphere/kit/log.ts'
import type pg from 'pg'

const retryAfterMs = 1_000
const maxAttempts = 60

/**
 * Waits until the database has answered once; throws after a minute. graphile-worker 0.18 keeps the outcome of its first
 * look for tasks, an error too: a worker whose first connection failed would never take a job.
 */
export async function untilConnected(pool: pg.Pool, log: Logger): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await pool.query('select')
      return
    } catch (error) {
      if (attempt === maxAttempts) throw new Error(`the database did not answer in ${maxAttempts} attempts`, { cause: error })
      log.warn({ err: error, attempt }, 'the database does not answer yet')
    }
    await delay(retryAfterMs)
  }
}
