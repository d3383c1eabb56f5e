import { withTenant } from '@hemisphere/kit/tenant-database.ts'
import type pg from 'pg'
import type { ForecastingSchema, RunStatus } from '../database-schema.ts'
import { progressOf, type RunProgress } from './run-progress.ts'
import { findRuns } from './run-queries.ts'
import { findRunTallies } from './run-tally.ts'

const statementTimeoutMs = 10_000

/** State and progress of one run, on a pool of the service role; undefined when the tenant has no such run. */
export function findRunProgress(
  pool: pg.Pool,
  tenantId: string,
  runId: string,
  now: () => number = Date.now,
): Promise<(RunProgress & { readonly status: RunStatus }) | undefined> {
  return withTenant<ForecastingSchema, (RunProgress & { readonly status: RunStatus }) | undefined>(
    { pool, tenantId, access: 'read', statementTimeoutMs },
    async ({ db }) => {
      const [run] = await findRuns(db, [runId])
      if (run === undefined) return undefined
      const [tally] = await findRunTallies(db, [runId])
      return { status: run.status, ...progressOf(run, tally ?? null, now()) }
    },
  )
}
