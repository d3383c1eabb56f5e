import { sql } from 'kysely'
import type { RunPayload } from '../jobs/forecast-job.ts'
import { forgetSeries } from './switch-run.ts'
import { writeAs, type TaskDependencies } from './task-dependencies.ts'

/** Ends a run that can't be finished: its forecasts go, the live run stays. A run that has ended already is left as it is. */
export async function failRun({ pool, log }: Pick<TaskDependencies, 'pool' | 'log'>, { tenantId, runId }: RunPayload): Promise<void> {
  await writeAs(pool, tenantId, async ({ db }) => {
    // Batches before the run, in the order in which a batch locks them: no deadlock.
    await forgetSeries(db, runId)
    const run = await db
      .updateTable('forecasting.forecast_run')
      .set({ status: 'FAILED', finished_at: sql<string>`now()` })
      .where('id', '=', runId)
      .where('status', 'in', ['QUEUED', 'RUNNING'])
      .returning('id')
      .executeTakeFirst()
    if (run === undefined) return
    await db.deleteFrom('forecasting.forecast').where('run_id', '=', runId).execute()
    log.error({ runId }, 'a forecast run has failed; the one before stays live')
  })
}
