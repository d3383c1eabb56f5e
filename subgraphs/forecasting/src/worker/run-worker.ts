import { Logger as JobLogger, runTaskList, type LogLevel } from 'graphile-worker'
import { forecastSeries } from '../engine/forecast-series.ts'
import { jobSchema } from '../jobs/job-schema.ts'
import { createPresence } from './presence.ts'
import { reclaimJobs } from './reclaim-jobs.ts'
import { createTasks } from './tasks.ts'
import type { TaskDependencies } from './task-dependencies.ts'

export interface WorkerOptions extends Pick<TaskDependencies, 'pool' | 'log'>, Partial<Omit<TaskDependencies, 'pool' | 'log'>> {
  /** Batches under way at once. */
  readonly concurrency: number
  /** Pause between two looks for jobs of workers that are gone. */
  readonly reclaimIntervalMs?: number
  /** Age from which a lock may be taken for that of a worker that is gone. */
  readonly reclaimGraceMs?: number
}

/** A worker that takes jobs of every tenant until it is disposed, which waits for batches under way. */
export interface ForecastWorker extends AsyncDisposable {
  /** Throws when it takes no jobs any more. */
  checkReady(): void
}

/** Takes forecast jobs; any number of these, in any number of processes, share the work. */
export async function runForecastWorker(options: WorkerOptions): Promise<ForecastWorker> {
  const { pool, log, concurrency, reclaimIntervalMs = 15_000, reclaimGraceMs = 10_000 } = options
  const dependencies: TaskDependencies = { forecast: forecastSeries, seriesPerBatch: 400, batchAttempts: 4, ...options }
  const workers = runTaskList(
    { schema: jobSchema, concurrency, noHandleSignals: true, logger: toJobLogger(log) },
    createTasks(dependencies),
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
      await reclaimJobs(dependencies, reclaimGraceMs)
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

/** Runs `work` now and again after each pause, until it is disposed, which waits for a run under way. */
function repeat(pauseMs: number, work: () => Promise<void>): AsyncDisposable {
  let timer: NodeJS.Timeout | undefined
  let disposed = false
  async function turn(): Promise<void> {
    await work()
    if (disposed) return
    timer = setTimeout(() => {
      running = turn()
    }, pauseMs)
  }
  let running = turn()
  return {
    async [Symbol.asyncDispose]() {
      disposed = true
      clearTimeout(timer)
      await running
    },
  }
}

const levels = { error: 'error', warning: 'warn', info: 'debug', debug: 'trace' } as const satisfies Record<LogLevel, string>

/** The queue's own messages, one level lower: each job is told at "info" otherwise. */
function toJobLogger(log: TaskDependencies['log']): JobLogger {
  return new JobLogger((scope) => (level, message) => log[levels[level]](scope, message))
}
