import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { StoreSchema } from '../database-schema.ts'

/**
 * Rows (ref, product_id) of the SKUs that texts name, `wanted` being rows (ref) without repeats: by the product's external id, or,
 * where that is none's, by its SKU. What the catalog does not know is left out.
 */
export function selectProducts(wanted: RawBuilder<unknown>): RawBuilder<{ ref: string; product_id: string }> {
  return sql<{ ref: string; product_id: string }>`
    with wanted as materialized (${wanted}),
    candidate as (
      select wanted.ref, product.product_id, 1 as rank
      from wanted join catalog.product_ref_v1 product on product.external_id = wanted.ref
      union all
      select wanted.ref, product.product_id, 2
      from wanted join catalog.product_ref_v1 product on product.sku = wanted.ref
    )
    select distinct on (ref) ref, product_id from candidate order by ref, rank`
}

/** Makes the temporary table `import_product (ref, product_id)` of the SKUs that `product_ref` of a staging table names. */
export async function resolveProducts(db: Kysely<StoreSchema>, stagingTable: string): Promise<void> {
  await sql`create temporary table import_product (ref text primary key, product_id uuid not null) on commit drop`.execute(db)
  const wanted = sql`select distinct product_ref as ref from ${sql.table(stagingTable)}`
  await sql`insert into import_product ${selectProducts(wanted)}`.execute(db)
  await sql`analyze import_product`.execute(db)
}
