import { EventEmitter } from 'node:events'
import { Logger as JobLogger, runTaskList, type LogLevel, type WorkerEvents } from 'graphile-worker'
import { jobSchema } from '../jobs/job-schema.ts'
import { createPresence } from './presence.ts'
import { reclaimJobs } from './reclaim-jobs.ts'
import { repeat } from '@hemisphere/kit/repeat.ts'
import { createTasks } from './tasks.ts'
import type { TaskDependencies } from './task-dependencies.ts'

export interface JobRunnerOptions extends TaskDependencies {
  readonly concurrency: number
  readonly reclaimIntervalMs: number
  readonly reclaimGraceMs: number
  /** Called once, when no look for a job succeeds any more. */
  readonly onStuck: () => void
}

/** Takes jobs until it is disposed, which waits for jobs under way. */
export interface JobRunner extends AsyncDisposable {
  /** Throws when it takes no jobs any more. */
  checkReady(): void
}

/** Failed looks for a job in a row, about two seconds apart, after which a runner is stuck. */
const maxFailedLooks = 3

/**
 * One pool of graphile-worker with its presence. graphile-worker 0.18 keeps the outcome of its first look for tasks, an
 * error too, and then takes no job ever again: such a runner reports itself stuck, for another one to take its place.
 */
export function startJobRunner(options: JobRunnerOptions): JobRunner {
  const { pool, log, concurrency, reclaimIntervalMs, reclaimGraceMs, onStuck } = options
  const events: WorkerEvents = new EventEmitter()
  let failedLooks = 0
  events.on('worker:getJob:error', ({ error }) => {
    failedLooks += 1
    log.warn({ err: error, failedLooks }, 'a look for jobs failed')
    if (failedLooks === maxFailedLooks * concurrency) onStuck()
  })
  for (const success of ['worker:getJob:empty', 'job:start'] as const) {
    events.on(success, () => {
      failedLooks = 0
    })
  }
  const workers = runTaskList(
    { schema: jobSchema, concurrency, noHandleSignals: true, logger: toJobLogger(log), events },
    createTasks(options),
    pool,
  )
  let fault: unknown
  const ended = workers.promise.catch((error: unknown) => {
    fault = error
    log.error({ err: error }, 'the worker takes no jobs any more')
  })
  const presence = createPresence(pool, workers.id)
  const lookOut = repeat(reclaimIntervalMs, async () => {
    try {
      await presence.renew()
      await reclaimJobs(options, reclaimGraceMs)
    } catch (error) {
      log.error({ err: error }, 'jobs of workers that are gone could not be looked for')
    }
  })
  return {
    checkReady() {
      if (fault !== undefined) throw new Error('the worker has stopped', { cause: fault })
    },
    async [Symbol.asyncDispose]() {
      await lookOut[Symbol.asyncDispose]()
      if (fault === undefined) await workers.gracefulShutdown()
      await ended
      await presence[Symbol.asyncDispose]()
    },
  }
}

const levels = { error: 'error', warning: 'warn', info: 'debug', debug: 'trace' } as const satisfies Record<LogLevel, string>

/** The queue's own messages, one level lower: each job is told at "info" otherwise. */
function toJobLogger(log: TaskDependencies['log']): JobLogger {
  return new JobLogger((scope) => (level, message) => log[levels[level]](scope, message))
}
