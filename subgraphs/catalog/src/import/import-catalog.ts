import { refreshStatistics } from '@hemisphere/kit/refresh-statistics.ts'
import { withTenant } from '@hemisphere/kit/tenant-database.ts'
import { sql } from 'kysely'
import type { CatalogSchema } from '../database-schema.ts'
import type { CatalogRow } from './catalog-row.ts'
import { deriveRows } from './derive-rows.ts'
import type { ImportResult, ImportTarget, RowSource } from '@hemisphere/kit/bulk-import.ts'
import { rejectRows } from './reject-rows.ts'
import { stageRows } from './stage-rows.ts'
import { storeRows } from './store-rows.ts'

const statementTimeoutMs = 600_000

/**
 * Stores SKUs with their styles, colours, categories and seasons, by the tenant's own ids, in one transaction: rows at fault are
 * rejected with a reason, the others are stored, and a failure leaves nothing behind. Repeating an import changes nothing.
 * Products that the rows do not name stay. Where rows differ about a style, the last one holds.
 */
export async function importCatalog(
  { pool, tenantId }: ImportTarget,
  rows: RowSource<CatalogRow>,
  onProgress: (readCount: number) => void = () => undefined,
): Promise<ImportResult> {
  const result = await withTenant<CatalogSchema, ImportResult>({ pool, tenantId, access: 'write', statementTimeoutMs }, async (tenant) => {
    const { db } = tenant
    const malformed = await stageRows(tenant, rows, onProgress)
    // One import of a tenant at a time: checks stay true until commit, and `updated_at` rises in the order of commits.
    await sql`select pg_advisory_xact_lock(hashtextextended('catalog.import ' || ${tenantId}, 0))`.execute(db)
    const contradicting = await rejectRows(db)
    await storeRows(db, tenantId)
    await deriveRows(db)
    const { rows: counts } = await sql<{ count: number }>`select count(*) as count from catalog_import`.execute(db)
    return {
      storedCount: counts[0]?.count ?? 0,
      rejects: [...malformed, ...contradicting].sort((one, other) => one.row - other.row),
    }
  })
  await refreshStatistics(pool, ['catalog.product', 'catalog.colorway', 'catalog.style', 'catalog.category_closure'], result.storedCount)
  return result
}
