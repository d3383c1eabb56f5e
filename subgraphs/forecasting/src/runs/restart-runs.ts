import { sql } from 'kysely'
import type pg from 'pg'
import { withTenant } from '@hemisphere/kit/tenant-database.ts'
import type { ForecastingSchema } from '../database-schema.ts'
import { addForecastJobs } from '../jobs/forecast-job.ts'

const statementTimeoutMs = 60_000

/**
 * Begins runs of a tenant anew whose jobs are not in this database's queue: after its rows came from another home. What such a
 * run had computed so far is dropped; the number of runs. Repeating it is harmless, and costs the work done in between.
 */
export function restartRuns(pool: pg.Pool, tenantId: string): Promise<number> {
  return withTenant<ForecastingSchema, number>({ pool, tenantId, access: 'write', statementTimeoutMs }, async ({ db }) => {
    const runs = await db
      .selectFrom('forecasting.forecast_run')
      .where('status', 'in', ['QUEUED', 'RUNNING'])
      .select('id')
      .forUpdate()
      .execute()
    for (const { id: runId } of runs) {
      await db.deleteFrom('forecasting.forecast').where('run_id', '=', runId).execute()
      await db.deleteFrom('forecasting.forecast_batch').where('run_id', '=', runId).execute()
      await db
        .updateTable('forecasting.forecast_run')
        .set({ status: 'QUEUED', stage: 'PREPARE', started_at: sql<null>`null` })
        .where('id', '=', runId)
        .execute()
      await addForecastJobs(db, [{ task: 'prepare', payload: { tenantId, runId } }])
    }
    return runs.length
  })
}
