import { callerSnapshot, callerTransaction, type CallerTransaction } from '@hemisphere/kit/caller-transaction.ts'
import { createCursorCodec, type CursorCodec } from '@hemisphere/kit/cursor.ts'
import type { HomeDatabases } from '@hemisphere/kit/home-database.ts'
import type { SubgraphContext, SubgraphRequest } from '@hemisphere/kit/subgraph-server.ts'
import type { Kysely } from 'kysely'
import type { ForecastingSchema } from './database-schema.ts'
import { createForecastLoaders, type ForecastLoaders } from './forecasts/forecast-loaders.ts'
import { createRunLoaders, type RunLoaders } from './runs/run-loaders.ts'

/** What contexts are made of. */
export interface ContextSources {
  /** Databases of the homes served here, on the role `forecasting_service`. */
  readonly homes: HomeDatabases
  /** Sign cursors, the first of them; the same in every region of a zone. */
  readonly cursorKeys: () => Promise<readonly Uint8Array[]>
  /** Region and commit that new runs are marked with. */
  readonly region: string
  readonly codeVersion: string
  readonly now: () => number
  /** Told every SQL statement of every request. */
  readonly onStatement?: (sql: string) => void
}

/** What one request holds: its caller, one read-only snapshot of its tenant's rows, and what was loaded of them. */
export interface ForecastingContext extends SubgraphContext, Pick<ContextSources, 'region' | 'codeVersion' | 'now'> {
  readonly db: Kysely<ForecastingSchema>
  readonly loaders: { readonly forecast: ForecastLoaders; readonly run: RunLoaders }
  readonly cursors: CursorCodec
  /** What opens a further transaction, for a mutation. */
  readonly transaction: CallerTransaction
}

/** The context of one request; its read transaction opens with the first statement, so that all answers are of one run. */
export async function createForecastingContext(sources: ContextSources, request: SubgraphRequest): Promise<ForecastingContext> {
  const { homes, cursorKeys, region, codeVersion, now, onStatement } = sources
  const { caller } = request
  const keys = await cursorKeys()
  const transaction = callerTransaction(homes, request)
  const { tenant, readPoint } = callerSnapshot<ForecastingSchema>(transaction, onStatement)
  const { db } = tenant
  const run = createRunLoaders(db)
  return {
    caller,
    region,
    codeVersion,
    now,
    db,
    loaders: { run, forecast: createForecastLoaders(db, run.live) },
    cursors: createCursorCodec(keys, caller.tenant),
    transaction,
    readPoint,
    [Symbol.asyncDispose]: () => tenant[Symbol.asyncDispose](),
  }
}
