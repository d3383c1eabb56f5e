import { boundedStatement } from '@hemisphere/kit/bounded-statement.ts'
import type pg from 'pg'
import { jobSchema } from './job-schema.ts'

/** More is counted as this: whoever scales by it has long reached the most workers that there may be. */
export const maxQueueDepth = 10_000
const timeoutMs = 2_000

const text = `
  select case when ops.lease_is_held()
    then (select count(*)::int from (select from ${jobSchema}._private_jobs limit ${maxQueueDepth}) as job)
  end as depth`

/**
 * Forecast jobs that are not done in a database whose writer is here; undefined where it is elsewhere. Jobs under way are among
 * them, since their worker must stay, and those that have failed for the last time, since a worker has yet to fail their runs.
 */
export async function findQueueDepth(pool: pg.Pool): Promise<number | undefined> {
  const { rows } = await pool.query<{ depth: number | null }>(boundedStatement({ text }, timeoutMs))
  return rows[0]?.depth ?? undefined
}
