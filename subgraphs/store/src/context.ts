import { createCursorCodec, type CursorCodec } from '@hemisphere/kit/cursor.ts'
import type { SubgraphContext, SubgraphRequest } from '@hemisphere/kit/subgraph-server.ts'
import { TenantDatabase } from '@hemisphere/kit/tenant-database.ts'
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
}

/** What one request holds: its caller, one read-only snapshot of its tenant's rows, and what was loaded of them. */
export interface StoreContext extends SubgraphContext {
  readonly db: Kysely<StoreSchema>
  readonly loaders: StoreLoaders
  readonly cursors: CursorCodec
}

/** The context of one request; its transaction opens with the first statement. */
export function createStoreContext(
  { pool, cursorKey, onStatement }: ContextSources,
  { caller, remainingMs, signal }: SubgraphRequest,
): StoreContext {
  const tenant = new TenantDatabase<StoreSchema>({
    pool,
    tenantId: caller.tenant,
    access: 'read',
    statementTimeoutMs: remainingMs,
    signal,
    ...(onStatement === undefined ? {} : { onStatement }),
  })
  return {
    caller,
    db: tenant.db,
    loaders: createLoaders(tenant.db),
    cursors: createCursorCodec(cursorKey, caller.tenant),
    [Symbol.asyncDispose]: () => tenant[Symbol.asyncDispose](),
  }
}
