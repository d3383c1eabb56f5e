import { randomBytes, randomUUID } from 'node:crypto'
import { oneHome } from '@hemisphere/kit/home-database.ts'
import { mintInternalToken } from '@hemisphere/kit/internal-token.ts'
import { createLogger } from '@hemisphere/kit/log.ts'
import { createTestDatabase } from '@hemisphere/local/testing/test-database.ts'
import { foundWriter, holdLease } from '@hemisphere/operations/lease/lease.ts'
import { migrations as opsMigrations } from '@hemisphere/operations/migrations.ts'
import type pg from 'pg'
import { expect, vi } from 'vitest'
import { z } from 'zod'
import type { RunStatus } from '../src/database-schema.ts'
import { installForecastingJobs } from '../src/jobs/install-jobs.ts'
import { migrations } from '../src/migrations.ts'
import { findRunProgress } from '../src/runs/find-run-progress.ts'
import { startForecastRun, type RunStart } from '../src/runs/start-run.ts'
import { createForecastingSubgraph } from '../src/server.ts'
import { runForecastWorker, type ForecastWorker, type WorkerOptions } from '../src/worker/run-worker.ts'
import { catalogMigrations, storeMigrations } from './neighbours.ts'

const answerSchema = z.object({
  data: z.any(),
  errors: z.array(z.object({ message: z.string(), extensions: z.object({ code: z.string() }) })).default([]),
})

export type Answer = z.infer<typeof answerSchema>

export interface AskOptions {
  readonly variables?: object
  readonly scopes?: readonly string[]
}

export interface ForecastingWorld extends AsyncDisposable {
  /** Connections as the role of the service. */
  readonly pool: pg.Pool
  readonly poolOf: (role: string) => Promise<pg.Pool>
  /** SQL statements of all requests so far. */
  readonly statements: string[]
  /** Sends an operation as the gateway would for a tenant. */
  readonly ask: (tenantId: string, query: string, options?: AskOptions) => Promise<Answer>
  readonly start: (tenantId: string, idempotencyKey?: string) => Promise<RunStart>
  /** A worker on connections of its own. */
  readonly work: (options?: Partial<WorkerOptions>) => Promise<ForecastWorker>
  /** Starts a run and works until it has ended; its id. */
  readonly runToEnd: (tenantId: string, options?: Partial<WorkerOptions>) => Promise<string>
  readonly untilStatus: (tenantId: string, runId: string, status: RunStatus) => Promise<void>
}

export const silent = createLogger({ service: 'forecasting', region: 'eu-west-1', level: 'silent' })

/** The forecasting subgraph and its workers on a fresh database, with stand-ins for the views of its neighbours. */
export async function createForecastingWorld(): Promise<ForecastingWorld> {
  const owner = { ownerRole: 'forecasting_owner', serviceRole: 'forecasting_service' }
  const database = await createTestDatabase([
    { schema: 'ops', ownerRole: 'ops_owner', serviceRole: 'ops_keeper', migrations: opsMigrations },
    { schema: 'forecasting_jobs', ...owner },
    { schema: 'catalog', ownerRole: 'catalog_owner', serviceRole: 'catalog_service', migrations: catalogMigrations },
    { schema: 'store', ownerRole: 'store_owner', serviceRole: 'store_service', migrations: storeMigrations },
    { schema: 'forecasting', ...owner, migrations },
  ])
  await installForecastingJobs(await database.pool('forecasting_owner'))
  const ops = await database.pool('ops_owner')
  await foundWriter(ops, 'eu-west-1')
  await holdLease(ops, 1)
  const pool = await database.pool('forecasting_service')
  const [key, cursorKey] = [randomBytes(32), randomBytes(32)]
  const statements: string[] = []
  const app = await createForecastingSubgraph({
    homes: oneHome({ pool }),
    cursorKeys: async () => [cursorKey],
    region: 'eu-west-1',
    codeVersion: 'abc123',
    now: Date.now,
    internalKeys: async () => [key],
    log: silent,
    onStatement: (statement) => statements.push(statement),
  })

  function tokenOf(tenant: string, scopes: readonly string[]): string {
    const place = { zone: 'eu', homeRegion: 'eu-west-1', region: 'eu-west-1', epoch: 1 }
    const deadline = Date.now() + 20_000
    return mintInternalToken(
      { sub: 'someone', kind: 'user', tenant, ...place, scopes: [...scopes], requestId: randomUUID(), deadline },
      key,
    )
  }

  async function start(tenantId: string, idempotencyKey: string = randomUUID()): Promise<RunStart> {
    return startForecastRun({ pool, tenantId, trigger: 'NEW_DATA', region: 'eu-west-1', codeVersion: 'abc123', idempotencyKey })
  }

  async function work(options: Partial<WorkerOptions> = {}): Promise<ForecastWorker> {
    const own = await database.pool('forecasting_service')
    return runForecastWorker({ pool: own, log: silent, concurrency: 1, reclaimIntervalMs: 50, reclaimGraceMs: 0, ...options })
  }

  async function untilStatus(tenantId: string, runId: string, status: RunStatus): Promise<void> {
    await vi.waitFor(async () => expect(await findRunProgress(pool, tenantId, runId)).toMatchObject({ status }), { timeout: 60_000 })
  }

  return {
    pool,
    poolOf: (role) => database.pool(role),
    statements,
    async ask(tenantId, query, { variables = {}, scopes = ['forecast:read', 'run:write'] } = {}) {
      const answer = await app.inject({
        method: 'POST',
        url: '/graphql',
        headers: { authorization: `Bearer ${tokenOf(tenantId, scopes)}` },
        payload: { query, variables },
      })
      return answerSchema.parse(answer.json())
    },
    start,
    work,
    untilStatus,
    async runToEnd(tenantId, options) {
      const runId = runIdOf(await start(tenantId))
      await using worker = await work(options)
      worker.checkReady()
      await untilStatus(tenantId, runId, 'COMPLETED')
      return runId
    },
    async [Symbol.asyncDispose]() {
      await app.close()
      await database[Symbol.asyncDispose]()
    },
  }
}

/** The id of a started run; a refusal fails the test. */
export function runIdOf(start: RunStart): string {
  if (start.kind === 'refused') throw new Error(`the run was refused: ${start.code}`)
  return start.run.id
}
