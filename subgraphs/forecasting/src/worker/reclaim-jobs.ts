import { runPayload } from '../jobs/forecast-job.ts'
import { jobSchema } from '../jobs/job-schema.ts'
import { failRun } from './fail-run.ts'
import { presenceClass } from './presence.ts'
import type { TaskDependencies } from './task-dependencies.ts'

/**
 * Gives jobs of workers that are gone back to the queue: those locked for longer than `graceMs` by a pool whose presence lock
 * nobody holds (graphile-worker alone would wait four hours). A job that has been tried too often, by a worker that died of it each
 * time, fails its run.
 */
export async function reclaimJobs(dependencies: Pick<TaskDependencies, 'pool' | 'log'>, graceMs: number): Promise<void> {
  const { pool, log } = dependencies
  const { rows: gone } = await pool.query<{ poolId: string }>(
    `select distinct locked_by as "poolId" from ${jobSchema}._private_jobs
    where locked_at < now() - $1 * interval '1 millisecond' and not exists (
      select from pg_locks
      where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
        and classid = $2::bigint::oid and objid = (hashtext(locked_by)::bigint & 4294967295)::oid and objsubid = 2
    )`,
    [graceMs, presenceClass],
  )
  if (gone.length > 0) {
    const poolIds = gone.map(({ poolId }) => poolId)
    await pool.query(`select ${jobSchema}.force_unlock_workers($1::text[])`, [poolIds])
    log.warn({ poolIds }, 'jobs of workers that are gone are free again')
  }
  const { rows: dead } = await pool.query<{ id: number; payload: unknown }>(
    `select id, payload from ${jobSchema}._private_jobs where locked_at is null and attempts >= max_attempts`,
  )
  for (const { id, payload } of dead) {
    await failRun(dependencies, runPayload.parse(payload))
    await pool.query(`select count(*) from ${jobSchema}.complete_jobs(array[$1::bigint])`, [id])
  }
}
