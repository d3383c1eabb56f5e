import type { HomeDatabases } from './home-database.ts'
import type { SubgraphRequest } from './subgraph-server.ts'
import { TenantDatabase, type TenantDatabaseOptions } from './tenant-database.ts'
import type { ReadPoint } from './open-tenant-transaction.ts'

/** What opens a transaction of the caller's tenant at its home; `access` is left to whoever opens it. */
export type CallerTransaction = Omit<TenantDatabaseOptions, 'access'>

/** Transactions of one request: at the home that its token names, under the token's placement epoch, until its deadline. */
export function callerTransaction(homes: HomeDatabases, { caller, remainingMs, signal }: SubgraphRequest): CallerTransaction {
  const { pool, forwardTo, checksPlacement } = homes.of(caller.homeRegion)
  return {
    pool,
    forwardTo,
    tenantId: caller.tenant,
    statementTimeoutMs: remainingMs,
    signal,
    placementEpoch: checksPlacement === true ? caller.epoch : undefined,
  }
}

export interface CallerSnapshot<Schema> {
  readonly tenant: TenantDatabase<Schema>
  /** From which moment its rows are, once the first statement was sent. */
  readonly readPoint: () => ReadPoint | undefined
}

/** The one read-only snapshot of a request; it opens with the first statement. */
export function callerSnapshot<Schema>(transaction: CallerTransaction, onStatement?: (sql: string) => void): CallerSnapshot<Schema> {
  let point: ReadPoint | undefined
  const tenant = new TenantDatabase<Schema>({
    ...transaction,
    access: 'read',
    onReadPoint(read) {
      point = read
    },
    ...(onStatement === undefined ? {} : { onStatement }),
  })
  return { tenant, readPoint: () => point }
}
