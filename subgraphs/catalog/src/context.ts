import { callerSnapshot, callerTransaction } from '@hemisphere/kit/caller-transaction.ts'
import { createCursorCodec, type CursorCodec } from '@hemisphere/kit/cursor.ts'
import type { HomeDatabases } from '@hemisphere/kit/home-database.ts'
import type { SubgraphContext, SubgraphRequest } from '@hemisphere/kit/subgraph-server.ts'
import type { Kysely } from 'kysely'
import type { CatalogSchema } from './database-schema.ts'
import { createLoaders, type CatalogLoaders } from './loaders.ts'

/** What contexts are made of. */
export interface ContextSources {
  /** Databases of the homes served here, on the role `catalog_service`. */
  readonly homes: HomeDatabases
  /** Sign cursors, the first of them; the same in every region of a zone. */
  readonly cursorKeys: () => Promise<readonly Uint8Array[]>
  /** Told every SQL statement of every request. */
  readonly onStatement?: (sql: string) => void
}

/** What one request holds: its caller, one read-only snapshot of its tenant's rows, and what was loaded of them. */
export interface CatalogContext extends SubgraphContext {
  readonly db: Kysely<CatalogSchema>
  readonly loaders: CatalogLoaders
  readonly cursors: CursorCodec
}

/** The context of one request; its transaction opens with the first statement. */
export async function createCatalogContext(
  { homes, cursorKeys, onStatement }: ContextSources,
  request: SubgraphRequest,
): Promise<CatalogContext> {
  const { caller } = request
  const keys = await cursorKeys()
  const { tenant, readPoint } = callerSnapshot<CatalogSchema>(callerTransaction(homes, request), onStatement)
  return {
    caller,
    db: tenant.db,
    loaders: createLoaders(tenant.db),
    cursors: createCursorCodec(keys, caller.tenant),
    readPoint,
    [Symbol.asyncDispose]: () => tenant[Symbol.asyncDispose](),
  }
}
