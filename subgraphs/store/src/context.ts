import { callerSnapshot, callerTransaction } from '@hemisphere/kit/caller-transaction.ts'
import { createCursorCodec, type CursorCodec } from '@hemisphere/kit/cursor.ts'
import type { HomeDatabases } from '@hemisphere/kit/home-database.ts'
import type { SubgraphContext, SubgraphRequest } from '@hemisphere/kit/subgraph-server.ts'
import { withTenant, type TenantDatabase } from '@hemisphere/kit/tenant-database.ts'
import type { Kysely } from 'kysely'
import type { StoreSchema } from './database-schema.ts'
import { createLoaders, type StoreLoaders } from './loaders.ts'

/** What contexts are made of. */
export interface ContextSources {
  /** Databases of the homes served here, on the role `store_service`. */
  readonly homes: HomeDatabases
  /** Sign cursors, the first of them; the same in every region of a zone. */
  readonly cursorKeys: () => Promise<readonly Uint8Array[]>
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
export async function createStoreContext(sources: ContextSources, request: SubgraphRequest): Promise<StoreContext> {
  const { homes, cursorKeys, onStatement, now = Date.now } = sources
  const { caller } = request
  const keys = await cursorKeys()
  const transaction = callerTransaction(homes, request)
  const { tenant, readPoint } = callerSnapshot<StoreSchema>(transaction, onStatement)
  const writing = { ...transaction, access: 'write', ...(onStatement === undefined ? {} : { onStatement }) } as const
  return {
    caller,
    db: tenant.db,
    loaders: createLoaders(tenant.db),
    cursors: createCursorCodec(keys, caller.tenant),
    now,
    readPoint,
    write: (work) => withTenant(writing, ({ db }: TenantDatabase<StoreSchema>) => work(db)),
    [Symbol.asyncDispose]: () => tenant[Symbol.asyncDispose](),
  }
}
