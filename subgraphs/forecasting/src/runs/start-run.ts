import { createHash } from 'node:crypto'
import { withTenant, type TenantDatabaseOptions } from '@hemisphere/kit/tenant-database.ts'
import { sql, type Kysely } from 'kysely'
import type { ForecastingSchema, RunTrigger } from '../database-schema.ts'
import { addForecastJobs } from '../jobs/forecast-job.ts'
import { findDataThrough } from './find-data-through.ts'
import { findRunUnderWay, findRuns, selectRuns, type RunRow } from './run-queries.ts'

/** Connections are on the role `forecasting_service`; a statement may take 30 s unless said otherwise. */
export interface StartForecastRun extends Omit<TenantDatabaseOptions, 'access' | 'statementTimeoutMs'> {
  readonly trigger: RunTrigger
  readonly region: string
  readonly codeVersion: string
  /** 1 to 128 characters; a repeat has the first answer for 24 hours at least. */
  readonly idempotencyKey: string
  readonly statementTimeoutMs?: number
}

/** The run, new or under way; or why there is none. */
export type RunStart = { readonly kind: 'run'; readonly run: RunRow } | { readonly kind: 'refused'; readonly code: 'NO_SALES' }

/** Queues a run of all forecasts of a tenant, unless one waits or works already, which is then the answer. */
export function startForecastRun(options: StartForecastRun): Promise<RunStart> {
  const { tenantId, idempotencyKey, statementTimeoutMs = 30_000 } = options
  const keyHash = createHash('sha256').update(idempotencyKey).digest()
  return withTenant<ForecastingSchema, RunStart>({ ...options, access: 'write', statementTimeoutMs }, async ({ db }) => {
    // One start at a time for each tenant: a second one sees the first one's run and key.
    await sql`select pg_advisory_xact_lock(hashtextextended(${`forecast run ${tenantId}`}, 0))`.execute(db)
    const known = await findAnswer(db, keyHash)
    if (known !== undefined) return known
    const answer = await findOrQueueRun(db, options)
    await keepAnswer(db, { tenantId, keyHash, answer })
    return answer
  })
}

async function findAnswer(db: Kysely<ForecastingSchema>, keyHash: Buffer): Promise<RunStart | undefined> {
  const request = await db
    .selectFrom('forecasting.forecast_run_request')
    .where('key_hash', '=', keyHash)
    .select(['run_id', 'refusal'])
    .executeTakeFirst()
  if (request === undefined) return undefined
  if (request.refusal !== null) return { kind: 'refused', code: request.refusal }
  const [run] = request.run_id === null ? [] : await findRuns(db, [request.run_id])
  if (run === undefined) throw new Error('a request names a forecast run that is not there')
  return { kind: 'run', run }
}

async function findOrQueueRun(
  db: Kysely<ForecastingSchema>,
  { tenantId, trigger, region, codeVersion }: StartForecastRun,
): Promise<RunStart> {
  const underWay = await findRunUnderWay(db)
  if (underWay !== null) return { kind: 'run', run: underWay }
  const dataThrough = await findDataThrough(db)
  if (dataThrough === null) return { kind: 'refused', code: 'NO_SALES' }
  const { id: runId } = await db
    .insertInto('forecasting.forecast_run')
    .values({ tenant_id: tenantId, trigger, data_through: dataThrough, region, code_version: codeVersion })
    .returning('id')
    .executeTakeFirstOrThrow()
  await addForecastJobs(db, [{ task: 'prepare', payload: { tenantId, runId } }])
  return { kind: 'run', run: await selectRuns(db).where('id', '=', runId).executeTakeFirstOrThrow() }
}

interface KeptAnswer {
  readonly tenantId: string
  readonly keyHash: Buffer
  readonly answer: RunStart
}

/** Keeps an answer, and forgets those of two days ago. */
async function keepAnswer(db: Kysely<ForecastingSchema>, { tenantId, keyHash, answer }: KeptAnswer): Promise<void> {
  await db
    .deleteFrom('forecasting.forecast_run_request')
    .where('created_at', '<', sql<string>`now() - interval '48 hours'`)
    .execute()
  await db
    .insertInto('forecasting.forecast_run_request')
    .values({
      tenant_id: tenantId,
      key_hash: keyHash,
      run_id: answer.kind === 'run' ? answer.run.id : null,
      refusal: answer.kind === 'refused' ? answer.code : null,
    })
    .execute()
}
