import { sql, type Kysely } from 'kysely'

/**
 * What forecasting reads of the stores. A view reads its tables as their owner, who is subject to forced row-level security:
 * a reader sees the rows of its own transaction's tenant alone. Columns of a version stay; a change of meaning is a new version.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create view store.sales_feed_v1 as
    select tenant_id, week_start, store_id, product_id, sold_units, returned_units, net_minor, full_minor, stock_out_days
    from store.weekly_sales`.execute(db)
  await sql`
    create view store.store_ref_v1 as
    select tenant_id, id as store_id, external_id, kind, opened_on, closed_on
    from store.store`.execute(db)
  await sql`grant usage on schema store to forecasting_service`.execute(db)
  await sql`grant select on store.sales_feed_v1, store.store_ref_v1 to forecasting_service`.execute(db)
}
