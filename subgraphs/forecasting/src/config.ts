import { parseConfig, serviceVariables, type Environment } from '@hemisphere/kit/config.ts'
import { z } from 'zod'

const subgraphSchema = z.object({
  ...serviceVariables,
  /** Commit that this code was built from; new runs are marked with it. */
  CODE_VERSION: z.string().min(1).max(64).default('dev'),
})

const workerSchema = z.object({
  ...serviceVariables,
  /** Batches that one worker process has under way at once. */
  FORECAST_CONCURRENCY: z.coerce.number().int().min(1).max(64).default(1),
})

export type ForecastingConfig = Readonly<z.infer<typeof subgraphSchema>>

export type WorkerConfig = Readonly<z.infer<typeof workerSchema>>

/** The subgraph's configuration, or an error that names every faulty variable. */
export function readForecastingConfig(environment: Environment): ForecastingConfig {
  return parseConfig(subgraphSchema, environment)
}

/** The worker's configuration, or an error that names every faulty variable. */
export function readWorkerConfig(environment: Environment): WorkerConfig {
  return parseConfig(workerSchema, environment)
}
