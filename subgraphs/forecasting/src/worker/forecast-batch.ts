import { sql, type Kysely } from 'kysely'
import type { z } from 'zod'
import type { ForecastingSchema } from '../database-schema.ts'
import { firstWeekOf } from '../forecasts/forecast-queries.ts'
import { addForecastJobs, type batchPayload } from '../jobs/forecast-job.ts'
import { countMethods, forecastAll, type ForecastOfSeries } from './forecast-rows.ts'
import { readSeries } from './read-series.ts'
import { readAs, writeAs, type TaskDependencies } from './task-dependencies.ts'
import { writeForecasts } from './write-forecasts.ts'

type BatchName = Readonly<z.infer<typeof batchPayload>>

/**
 * Forecasts one batch: reads its series, computes without a transaction, stores the result with the mark that the batch is done in
 * one transaction. Whoever takes a batch again, after a crash or at the same time, finds the mark or waits for it: no doubles.
 * The last batch queues the switch.
 */
export async function forecastBatch(dependencies: TaskDependencies, name: BatchName, signal: AbortSignal): Promise<void> {
  const { pool } = dependencies
  const batch = await readAs(pool, name.tenantId, async ({ db }) => {
    const found = await findOpenBatch(db, name)
    if (found === undefined) return undefined
    return { ...found, series: await readSeries(db, found) }
  })
  if (batch === undefined) return
  const forecasts = await forecastAll(dependencies, batch.series, signal)
  await writeAs(pool, name.tenantId, async ({ db }) => {
    if (!(await claimBatch(db, name))) return
    await writeForecasts(db, { ...name, ...batch, firstWeek: firstWeekOf({ data_through: batch.dataThrough }), forecasts })
    if (!(await lockRunningRun(db, name))) throw new Error('the forecast run has ended while one of its batches was computed')
    await markDone(db, name, forecasts)
    await queueSwitchAfterLast(db, name)
  })
}

/** The batch, unless it is done or its run no longer runs. */
async function findOpenBatch(db: Kysely<ForecastingSchema>, { runId, batchNumber }: BatchName) {
  return db
    .selectFrom('forecasting.forecast_batch as batch')
    .innerJoin('forecasting.forecast_run as run', 'run.id', 'batch.run_id')
    .where('batch.run_id', '=', runId)
    .where('batch.batch_number', '=', batchNumber)
    .where('batch.done_at', 'is', null)
    .where('run.status', '=', 'RUNNING')
    .select([
      'batch.merchandise_level as merchandiseLevel',
      'batch.location_level as locationLevel',
      'batch.merchandise_ids as merchandiseIds',
      'batch.store_ids as storeIds',
      'run.data_through as dataThrough',
    ])
    .executeTakeFirst()
}

/** Whether this transaction is the one that may finish the batch; another one under way is waited for. */
async function claimBatch(db: Kysely<ForecastingSchema>, { runId, batchNumber }: BatchName): Promise<boolean> {
  const batch = await db
    .selectFrom('forecasting.forecast_batch')
    .where('run_id', '=', runId)
    .where('batch_number', '=', batchNumber)
    .select('done_at')
    .forUpdate()
    .executeTakeFirst()
  return batch?.done_at === null
}

/**
 * Locks the run for the rest of the transaction, which is short: of two last batches one sees the other's mark, and a run that fails
 * meanwhile either sees these rows, and deletes them, or stops this batch.
 */
async function lockRunningRun(db: Kysely<ForecastingSchema>, { runId }: BatchName): Promise<boolean> {
  const run = await db.selectFrom('forecasting.forecast_run').where('id', '=', runId).select('status').forNoKeyUpdate().executeTakeFirst()
  return run?.status === 'RUNNING'
}

async function markDone(
  db: Kysely<ForecastingSchema>,
  { runId, batchNumber }: BatchName,
  forecasts: readonly ForecastOfSeries[],
): Promise<void> {
  const counts = countMethods(forecasts)
  await db
    .updateTable('forecasting.forecast_batch')
    .set({
      done_at: sql<string>`now()`,
      seasonal_naive_count: counts.SEASONAL_NAIVE,
      ets_count: counts.ETS,
      theta_count: counts.THETA,
    })
    .where('run_id', '=', runId)
    .where('batch_number', '=', batchNumber)
    .execute()
}

async function queueSwitchAfterLast(db: Kysely<ForecastingSchema>, { tenantId, runId }: BatchName): Promise<void> {
  const open = await db
    .selectFrom('forecasting.forecast_batch')
    .where('run_id', '=', runId)
    .where('done_at', 'is', null)
    .select('batch_number')
    .limit(1)
    .executeTakeFirst()
  if (open !== undefined) return
  await db.updateTable('forecasting.forecast_run').set({ stage: 'SWITCH' }).where('id', '=', runId).execute()
  await addForecastJobs(db, [{ task: 'switch', payload: { tenantId, runId } }])
}
