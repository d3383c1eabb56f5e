import type { Migrations } from '@hemisphere/kit/migrate.ts'
import { withTenant } from '@hemisphere/kit/tenant-database.ts'
import { protectTenantTable } from '@hemisphere/kit/tenant-table.ts'
import { sql, type Kysely } from 'kysely'
import type pg from 'pg'

/** What this subgraph reads of the catalog: its published view, over a table of our own. */
export const catalogMigrations: Migrations = {
  '0001-product-ref': {
    async up(db: Kysely<unknown>): Promise<void> {
      await sql`
        create table catalog.product (
          tenant_id uuid not null, id uuid not null default uuidv7(), external_id text not null, sku text not null,
          colorway_id uuid not null, style_id uuid not null, category_id uuid not null, lifecycle text not null,
          primary key (tenant_id, id), unique (tenant_id, external_id), unique (tenant_id, sku)
        )`.execute(db)
      await protectTenantTable(db, { schema: 'catalog', table: 'product', grantTo: 'catalog_service' })
      await sql`
        create view catalog.product_ref_v1 as
        select tenant_id, id as product_id, external_id, sku, colorway_id, style_id, category_id, lifecycle from catalog.product`.execute(
        db,
      )
      await sql`grant usage on schema catalog to store_service`.execute(db)
      await sql`grant select on catalog.product_ref_v1 to store_service`.execute(db)
    },
  },
}

export interface TestProduct {
  readonly externalId: string
  readonly sku?: string
  readonly colorwayId?: string
  readonly styleId?: string
}

const nowhere = '00000000-0000-0000-0000-000000000000'

/** Makes products; ids by external id. */
export async function insertProducts(
  pool: pg.Pool,
  tenantId: string,
  products: readonly TestProduct[],
): Promise<ReadonlyMap<string, string>> {
  return withTenant({ pool, tenantId, access: 'write', statementTimeoutMs: 10_000 }, async ({ db }) => {
    const { rows } = await sql<{ external_id: string; id: string }>`
      insert into catalog.product (tenant_id, external_id, sku, colorway_id, style_id, category_id, lifecycle)
      select ${tenantId}::uuid, external_id, sku, colorway_id, style_id, ${nowhere}::uuid, 'ACTIVE'
      from unnest(
        ${products.map((product) => product.externalId)}::text[],
        ${products.map((product) => product.sku ?? `SKU-${product.externalId}`)}::text[],
        ${products.map((product) => product.colorwayId ?? nowhere)}::uuid[],
        ${products.map((product) => product.styleId ?? nowhere)}::uuid[]
      ) as product (external_id, sku, colorway_id, style_id)
      returning external_id, id`.execute(db)
    return new Map(rows.map((row) => [row.external_id, row.id]))
  })
}
