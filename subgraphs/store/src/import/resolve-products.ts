import { sql, type Kysely } from 'kysely'
import type { StoreSchema } from '../database-schema.ts'

/**
 * Makes the temporary table `import_product (ref, product_id)` of the SKUs that `product_ref` of a staging table names: by the
 * product's external id, or, where that is none's, by its SKU. What the catalog does not know is left out.
 */
export async function resolveProducts(db: Kysely<StoreSchema>, stagingTable: string): Promise<void> {
  await sql`create temporary table import_product (ref text primary key, product_id uuid not null) on commit drop`.execute(db)
  await sql`
    with wanted as materialized (select distinct product_ref as ref from ${sql.table(stagingTable)}),
    candidate as (
      select wanted.ref, product.product_id, 1 as rank
      from wanted join catalog.product_ref_v1 product on product.external_id = wanted.ref
      union all
      select wanted.ref, product.product_id, 2
      from wanted join catalog.product_ref_v1 product on product.sku = wanted.ref
    )
    insert into import_product
    select distinct on (ref) ref, product_id from candidate order by ref, rank`.execute(db)
  await sql`analyze import_product`.execute(db)
}
