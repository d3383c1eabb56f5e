import { createCursorCodec, type CursorCodec } from '@hemisphere/kit/cursor.ts'
import type { SubgraphContext, SubgraphRequest } from '@hemisphere/kit/subgraph-server.ts'
import { TenantDatabase, withTenant, type TenantDatabaseOptions } from '@hemisphere/kit/tenant-database.ts'
import type { Kysely } from 'kysely'
import type pg from 'pg'
import type { StoreSchema } from './database-schema.ts'
import { createLoaders, type StoreLoaders } from './loaders.ts'

/** What contexts are made of. */
export interface ContextSources {
  /** Connections as the role `store_service`. */
  readonly pool: pg.Pool
  /** Signs cursors; the same in every region of a zone. */
  readonly cursorKey: Uint8Array
  /** Told every SQL statement of every request. */
  readonly onStatement?: (sql: string) => void
  /** Milliseconds since 1970; the machine's clock when absent. */
  readonly now?: () => number
}

/** What one request holds: its caller, one read-only snapshot of its tenant's rows, and what was loaded of them. */
export interface StoreContext extends SubgraphContext {
  readonly db: Kysely<StoreSchema>
  readonly loaders: StoreLoaders
  readonly cursors: CursorCodec
  readonly now: () => number
  /** Does `work` in a transaction of its own, beside the snapshot: all of it lasts, or, when it throws, nothing. */
  readonly write: <Result>(work: (db: Kysely<StoreSchema>) => Promise<Result>) => Promise<Result>
}

/** The context of one request; its transaction opens with the first statement. */
export function createStoreContext(
  { pool, cursorKey, onStatement, now = Date.now }: ContextSources,
  { caller, remainingMs, signal }: SubgraphRequest,
): StoreContext {
  const optionsOf = (access: TenantDatabaseOptions['access']): TenantDatabaseOptions => ({
    pool,
    tenantId: caller.tenant,
    access,
    statementTimeoutMs: remainingMs,
    signal,
    ...(onStatement === undefined ? {} : { onStatement }),
  })
  const tenant = new TenantDatabase<StoreSchema>(optionsOf('read'))
  return {
    caller,
    db: tenant.db,
    loaders: createLoaders(tenant.db),
    cursors: createCursorCodec(cursorKey, caller.tenant),
    now,
    write: (work) => withTenant(optionsOf('write'), ({ db }: TenantDatabase<StoreSchema>) => work(db)),
    [Symbol.asyncDispose]: () => tenant[Symbol.asyncDispose](),
  }
}
