import { sql, type Kysely } from 'kysely'
import type { StoreSchema } from '../database-schema.ts'
import { lineKey, type SalesLine } from './sales-line.ts'

/**
 * Lines that are stored of a source by the names of others, by `lineKey`. They are looked up one by one, by the whole key: as a plain
 * join, planned before the table had statistics, 500 lines read all of their source, 900 ms instead of 3.
 */
export async function findLines(
  db: Kysely<StoreSchema>,
  source: string,
  names: readonly Pick<SalesLine, 'receiptNumber' | 'lineNumber'>[],
): Promise<ReadonlyMap<string, SalesLine>> {
  const { rows } = await sql<SalesLine>`
    select line.receipt_number as "receiptNumber", line.line_number as "lineNumber", line.store_id as "storeId",
      line.product_id as "productId", line.sold_at as "soldAt", line.original_sold_at as "originalSoldAt", line.sold_on as "soldOn",
      line.units, line.net_minor as "netMinor", line.full_minor as "fullMinor"
    from unnest(${names.map((name) => name.receiptNumber)}::text[], ${names.map((name) => name.lineNumber)}::int[])
      as asked (receipt_number, line_number)
    cross join lateral (
      select * from store.sales_line stored
      where stored.source = ${source} and stored.receipt_number = asked.receipt_number and stored.line_number = asked.line_number
      limit 1
    ) line`.execute(db)
  return new Map(rows.map((line) => [lineKey(line), line]))
}

export interface LineOrigin {
  readonly tenantId: string
  readonly source: string
  readonly batchId: string
}

/** Stores lines none of which is stored yet. */
export async function insertLines(
  db: Kysely<StoreSchema>,
  { tenantId, source, batchId }: LineOrigin,
  lines: readonly SalesLine[],
): Promise<void> {
  await sql`
    insert into store.sales_line (
      tenant_id, source, batch_id,
      receipt_number, line_number, store_id, product_id, sold_at, original_sold_at, sold_on, units, net_minor, full_minor
    )
    select ${tenantId}::uuid, ${source}, ${batchId}::uuid, line.*
    from unnest(
      ${lines.map((line) => line.receiptNumber)}::text[],
      ${lines.map((line) => line.lineNumber)}::int[],
      ${lines.map((line) => line.storeId)}::uuid[],
      ${lines.map((line) => line.productId)}::uuid[],
      ${lines.map((line) => line.soldAt)}::timestamptz[],
      ${lines.map((line) => line.originalSoldAt)}::timestamptz[],
      ${lines.map((line) => line.soldOn)}::date[],
      ${lines.map((line) => line.units)}::int[],
      ${lines.map((line) => line.netMinor)}::bigint[],
      ${lines.map((line) => line.fullMinor)}::bigint[]
    ) as line`.execute(db)
}
