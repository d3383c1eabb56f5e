import { sql, type Kysely } from 'kysely'
import { z } from 'zod'
import { jobSchema } from './job-schema.ts'

export const runPayload = z.object({ tenantId: z.uuid(), runId: z.uuid() })

export type RunPayload = Readonly<z.infer<typeof runPayload>>

export const batchPayload = runPayload.extend({ batchNumber: z.int().nonnegative() })

export type ForecastJob =
  | { readonly task: 'prepare' | 'switch'; readonly payload: RunPayload }
  | { readonly task: 'forecast-batch'; readonly payload: Readonly<z.infer<typeof batchPayload>> }

const defaultMaxAttempts = 4

/** Adds jobs within the running transaction: they are there when it commits, and never without it. */
export async function addForecastJobs<Schema>(
  db: Kysely<Schema>,
  jobs: readonly ForecastJob[],
  maxAttempts = defaultMaxAttempts,
): Promise<void> {
  const tasks = jobs.map((job) => job.task)
  const payloads = jobs.map((job) => JSON.stringify(job.payload))
  await sql`
    select count(*) from ${sql.ref(jobSchema)}.add_jobs(array(
      select row(task, payload::json, null, null, ${maxAttempts}::smallint, null, null, null)::${sql.ref(jobSchema)}.job_spec
      from unnest(${tasks}::text[], ${payloads}::text[]) as job (task, payload)
    ))`.execute(db)
}
