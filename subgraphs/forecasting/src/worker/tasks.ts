import type { JobHelpers, TaskList } from 'graphile-worker'
import { batchPayload, runPayload } from '../jobs/forecast-job.ts'
import { failRun } from './fail-run.ts'
import { forecastBatch } from './forecast-batch.ts'
import { prepareRun } from './prepare-run.ts'
import { switchRun } from './switch-run.ts'
import type { TaskDependencies } from './task-dependencies.ts'

type Task = (payload: unknown, helpers: JobHelpers) => Promise<void>

/** The tasks by the names under which they are queued; one that fails for the last time fails its run. */
export function createTasks(dependencies: TaskDependencies): TaskList {
  function failingRun(task: Task): Task {
    return async (payload, helpers) => {
      try {
        await task(payload, helpers)
      } catch (error) {
        const { attempts, max_attempts: maxAttempts } = helpers.job
        // What a shutdown cut off is no fault of the run: it is taken again, or found by the next worker that looks for lost jobs.
        if (attempts >= maxAttempts && !helpers.abortSignal.aborted) await failRun(dependencies, runPayload.parse(payload))
        throw error
      }
    }
  }
  return {
    prepare: failingRun((payload) => prepareRun(dependencies, runPayload.parse(payload))),
    'forecast-batch': failingRun((payload, helpers) => forecastBatch(dependencies, batchPayload.parse(payload), helpers.abortSignal)),
    switch: failingRun((payload) => switchRun(dependencies, runPayload.parse(payload))),
  }
}
