import type { ImportResult, ImportTarget, Reject, RowSource } from '@hemisphere/kit/bulk-import.ts'
import { refreshStatistics } from '@hemisphere/kit/refresh-statistics.ts'
import { withTenant } from '@hemisphere/kit/tenant-database.ts'
import { sql, type Kysely } from 'kysely'
import type { StoreSchema } from '../database-schema.ts'
import { lockTenant } from '../lock-tenant.ts'
import { stageRows, type Staging } from './stage-rows.ts'

/** Where an import goes, and what it takes for the present. */
export interface StoreImportTarget extends ImportTarget {
  /** Milliseconds since 1970; the machine's clock when absent. */
  readonly now?: () => number
}

export type OnProgress = (readCount: number) => void

export interface ImportPlan<Row> {
  readonly staging: Staging<Row>
  /** Tables whose statistics an import changes. */
  readonly tables: readonly string[]
  /** Takes rows at fault out of the staging table, says why, and stores what is left. */
  readonly load: (db: Kysely<StoreSchema>, scope: ImportScope) => Promise<readonly Reject[]>
}

export interface ImportScope {
  readonly tenantId: string
  readonly now: number
}

const statementTimeoutMs = 600_000

/**
 * One import in one transaction: rows at fault are rejected, the others are stored, and a failure leaves nothing behind.
 * `storedCount` counts the rows that were taken in, those included that say what is known or that count together with others.
 */
export async function runImport<Row>(
  { pool, tenantId, now = Date.now }: StoreImportTarget,
  rows: RowSource<Row>,
  onProgress: OnProgress,
  { staging, tables, load }: ImportPlan<Row>,
): Promise<ImportResult> {
  const result = await withTenant<StoreSchema, ImportResult>({ pool, tenantId, access: 'write', statementTimeoutMs }, async (tenant) => {
    const { db } = tenant
    const malformed = await stageRows(tenant, staging, rows, onProgress)
    await lockTenant(db, tenantId)
    const contradicting = await load(db, { tenantId, now: now() })
    const { rows: counts } = await sql<{ count: number }>`select count(*) as count from ${sql.table(staging.table)}`.execute(db)
    return {
      storedCount: counts[0]?.count ?? 0,
      rejects: [...malformed, ...contradicting].sort((one, other) => one.row - other.row),
    }
  })
  await refreshStatistics(pool, tables, result.storedCount)
  return result
}
