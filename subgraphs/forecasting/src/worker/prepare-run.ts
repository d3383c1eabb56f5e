import { sql, type Kysely } from 'kysely'
import type { ForecastingSchema } from '../database-schema.ts'
import { addForecastJobs, type RunPayload } from '../jobs/forecast-job.ts'
import { cutBatches, type SeriesBatch } from './cut-batches.ts'
import { listSeries } from './list-series.ts'
import { writeAs, type TaskDependencies } from './task-dependencies.ts'

/** Begins a run: lists its series, cuts them into batches and queues these. A repeat of it, whole or after a crash, changes nothing. */
export async function prepareRun(dependencies: TaskDependencies, payload: RunPayload): Promise<void> {
  const { pool, log, seriesPerBatch, batchAttempts } = dependencies
  const { tenantId, runId } = payload
  await writeAs(pool, tenantId, ({ db }) => markStarted(db, runId))
  await writeAs(pool, tenantId, async ({ db }) => {
    const run = await db
      .selectFrom('forecasting.forecast_run')
      .where('id', '=', runId)
      .where('status', '=', 'RUNNING')
      .where('stage', '=', 'PREPARE')
      .select('data_through')
      .forUpdate()
      .executeTakeFirst()
    if (run === undefined) return
    const batches = cutBatches(await listSeries(db, run.data_through), seriesPerBatch)
    await insertBatches(db, payload, batches)
    await db.updateTable('forecasting.forecast_run').set({ stage: 'FORECAST' }).where('id', '=', runId).execute()
    const jobs = batches.map((_, batchNumber) => ({ task: 'forecast-batch', payload: { tenantId, runId, batchNumber } }) as const)
    await addForecastJobs(db, jobs, batchAttempts)
    log.info({ runId, batches: batches.length }, 'a forecast run is prepared')
  })
}

async function markStarted(db: Kysely<ForecastingSchema>, runId: string): Promise<void> {
  await db
    .updateTable('forecasting.forecast_run')
    .set({ status: 'RUNNING', started_at: sql<string>`now()` })
    .where('id', '=', runId)
    .where('status', '=', 'QUEUED')
    .execute()
}

async function insertBatches(
  db: Kysely<ForecastingSchema>,
  { tenantId, runId }: RunPayload,
  batches: readonly SeriesBatch[],
): Promise<void> {
  const values = batches.map(({ merchandiseLevel, locationLevel, series }, batchNumber) => ({
    tenant_id: tenantId,
    run_id: runId,
    batch_number: batchNumber,
    merchandise_level: merchandiseLevel,
    location_level: locationLevel,
    merchandise_ids: series.map((scope) => scope.merchandiseId),
    store_ids: series.map((scope) => scope.storeId),
    series_count: series.length,
  }))
  for (const value of values) await db.insertInto('forecasting.forecast_batch').values(value).execute()
}
