import { createCursorCodec, type CursorCodec } from '@hemisphere/kit/cursor.ts'
import type { SubgraphContext, SubgraphRequest } from '@hemisphere/kit/subgraph-server.ts'
import { TenantDatabase } from '@hemisphere/kit/tenant-database.ts'
import type { Kysely } from 'kysely'
import type pg from 'pg'
import type { ForecastingSchema } from './database-schema.ts'
import { createForecastLoaders, type ForecastLoaders } from './forecasts/forecast-loaders.ts'
import { createRunLoaders, type RunLoaders } from './runs/run-loaders.ts'

/** What contexts are made of. */
export interface ContextSources {
  /** Connections as the role `forecasting_service`. */
  readonly pool: pg.Pool
  /** Signs cursors; the same in every region of a zone. */
  readonly cursorKey: Uint8Array
  /** Region and commit that new runs are marked with. */
  readonly region: string
  readonly codeVersion: string
  readonly now: () => number
  /** Told every SQL statement of every request. */
  readonly onStatement?: (sql: string) => void
}

/** What one request holds: its caller, one read-only snapshot of its tenant's rows, and what was loaded of them. */
export interface ForecastingContext extends SubgraphContext, Pick<ContextSources, 'pool' | 'region' | 'codeVersion' | 'now'> {
  readonly db: Kysely<ForecastingSchema>
  readonly loaders: { readonly forecast: ForecastLoaders; readonly run: RunLoaders }
  readonly cursors: CursorCodec
  readonly remainingMs: number
  readonly signal: AbortSignal
}

/** The context of one request; its read transaction opens with the first statement, so that all answers are of one run. */
export function createForecastingContext(sources: ContextSources, { caller, remainingMs, signal }: SubgraphRequest): ForecastingContext {
  const { pool, cursorKey, region, codeVersion, now, onStatement } = sources
  const tenant = new TenantDatabase<ForecastingSchema>({
    pool,
    tenantId: caller.tenant,
    access: 'read',
    statementTimeoutMs: remainingMs,
    signal,
    ...(onStatement === undefined ? {} : { onStatement }),
  })
  const { db } = tenant
  const run = createRunLoaders(db)
  return {
    caller,
    pool,
    region,
    codeVersion,
    now,
    db,
    loaders: { run, forecast: createForecastLoaders(db, run.live) },
    cursors: createCursorCodec(cursorKey, caller.tenant),
    remainingMs,
    signal,
    [Symbol.asyncDispose]: () => tenant[Symbol.asyncDispose](),
  }
}
