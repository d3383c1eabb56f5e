import { sql, type Kysely } from 'kysely'

/**
 * What other subgraphs read of the catalog. A view reads its tables as their owner, who is subject to forced row-level security:
 * a reader sees the rows of its own transaction's tenant alone. Columns of a version stay; a change of meaning is a new version.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create view catalog.product_ref_v1 as
    select tenant_id, id as product_id, external_id, sku, colorway_id, style_id, category_id, lifecycle
    from catalog.product`.execute(db)
  await sql`
    create view catalog.category_closure_v1 as
    select tenant_id, category_id, ancestor_id
    from catalog.category_closure`.execute(db)
  await sql`grant usage on schema catalog to store_service, forecasting_service`.execute(db)
  await sql`grant select on catalog.product_ref_v1 to store_service, forecasting_service`.execute(db)
  await sql`grant select on catalog.category_closure_v1 to forecasting_service`.execute(db)
}
