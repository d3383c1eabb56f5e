import { withTenant } from '@hemisphere/kit/tenant-database.ts'
import { sql } from 'kysely'
import type pg from 'pg'

/** Currency by the tenant's own key of each store, to read amounts with the right number of decimals. */
export async function readStoreCurrencies(pool: pg.Pool, tenantId: string): Promise<ReadonlyMap<string, string>> {
  const { rows } = await withTenant({ pool, tenantId, access: 'read', statementTimeoutMs: 10_000 }, ({ db }) =>
    sql<{ external_id: string; currency_code: string }>`select external_id, currency_code from store.store`.execute(db),
  )
  return new Map(rows.map((row) => [row.external_id, row.currency_code]))
}
