import { forecastSeries } from '../engine/forecast-series.ts'
import { startJobRunner, type JobRunner } from './job-runner.ts'
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
export type ForecastWorker = JobRunner

/** Takes forecast jobs; any number of these, in any number of processes, share the work. A runner that is stuck is replaced. */
export async function runForecastWorker(options: WorkerOptions): Promise<ForecastWorker> {
  const settings = {
    forecast: forecastSeries,
    seriesPerBatch: 400,
    batchAttempts: 4,
    reclaimIntervalMs: 15_000,
    reclaimGraceMs: 10_000,
    ...options,
  }
  let disposed = false
  let replacing = Promise.resolve()
  let runner = start()

  function start(): JobRunner {
    return startJobRunner({
      ...settings,
      onStuck() {
        replacing = replace()
      },
    })
  }

  async function replace(): Promise<void> {
    settings.log.error('no look for jobs succeeds any more: the runner is replaced')
    await runner[Symbol.asyncDispose]()
    if (!disposed) runner = start()
  }

  return {
    checkReady: () => runner.checkReady(),
    async [Symbol.asyncDispose]() {
      disposed = true
      await replacing
      await runner[Symbol.asyncDispose]()
    },
  }
}
