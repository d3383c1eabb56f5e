import { sql, type Kysely } from 'kysely'
import type { ForecastingSchema } from '../database-schema.ts'
import type { RunPayload } from '../jobs/forecast-job.ts'
import { writeAs, type TaskDependencies } from './task-dependencies.ts'

/**
 * Makes a finished run live in one transaction: readers see the old run or the new one, each whole. The run before stays, for
 * those who read it at this moment and to go back to; forecasts of older ones are deleted. A repeat changes nothing.
 */
export async function switchRun({ pool, log }: TaskDependencies, { tenantId, runId }: RunPayload): Promise<void> {
  await writeAs(pool, tenantId, async ({ db }) => {
    const run = await db
      .updateTable('forecasting.forecast_run')
      .set({ status: 'COMPLETED', stage: 'DONE', finished_at: sql<string>`now()`, switched_in_at: sql<string>`now()` })
      .where('id', '=', runId)
      .where('status', '=', 'RUNNING')
      .where('stage', '=', 'SWITCH')
      .returning('id')
      .executeTakeFirst()
    if (run === undefined) return
    const kept = await setLiveRun(db, { tenantId, runId })
    await forgetSeries(db, runId)
    await db
      .deleteFrom('forecasting.forecast')
      .where('run_id', '<>', sql<string>`all(${kept}::uuid[])`)
      .execute()
    log.info({ runId }, 'a forecast run is live')
  })
}

/** The run and the one before it. */
async function setLiveRun(db: Kysely<ForecastingSchema>, { tenantId, runId }: RunPayload): Promise<string[]> {
  const { previous_run_id: previous } = await db
    .insertInto('forecasting.live_run')
    .values({ tenant_id: tenantId, run_id: runId, previous_run_id: null })
    .onConflict((conflict) =>
      conflict
        .column('tenant_id')
        .doUpdateSet({ run_id: runId, previous_run_id: sql<string>`live_run.run_id`, created_at: sql<string>`now()` }),
    )
    .returning('previous_run_id')
    .executeTakeFirstOrThrow()
  return previous === null ? [runId] : [runId, previous]
}

/** Empties the lists of series of an ended run, which nobody needs any more. */
export async function forgetSeries(db: Kysely<ForecastingSchema>, runId: string): Promise<void> {
  await db
    .updateTable('forecasting.forecast_batch')
    .set({ merchandise_ids: sql<string[]>`'{}'`, store_ids: sql<string[]>`'{}'` })
    .where('run_id', '=', runId)
    .execute()
}
