import type { Logger } from '@hemisphere/kit/log.ts'
import { repeat } from '@hemisphere/kit/repeat.ts'
import type pg from 'pg'
import { findQueueDepth } from './queue-depth.ts'

export interface TellQueueDepth {
  /** This region's members of the databases whose jobs are done here while their writer is here. */
  readonly pools: readonly pg.Pool[]
  readonly log: Logger
  /** Pause between two lines. */
  readonly intervalMs?: number
}

/**
 * Logs now and again how many forecast jobs are to be done in this region: workers are scaled by it, and can't tell it themselves
 * while there are none. One line for all databases; one that does not answer is left out, and none is written when none answers.
 */
export function tellQueueDepth({ pools, log, intervalMs = 30_000 }: TellQueueDepth): AsyncDisposable {
  return repeat(intervalMs, async () => {
    const answers = await Promise.allSettled(pools.map(findQueueDepth))
    const depths = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value ?? 0] : []))
    for (const answer of answers) if (answer.status === 'rejected') log.warn({ err: answer.reason }, 'the queue could not be asked')
    if (depths.length > 0) log.info({ queueDepth: depths.reduce((sum, depth) => sum + depth, 0) }, 'forecast queue')
  })
}
