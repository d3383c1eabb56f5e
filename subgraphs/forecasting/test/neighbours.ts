import type { Migrations } from '@hemisphere/kit/migrate.ts'
import { protectTenantTable } from '@hemisphere/kit/tenant-table.ts'
import { sql, type Kysely } from 'kysely'

/** The views that the catalog publishes, on tables just large enough for them. */
export const catalogMigrations: Migrations = {
  '0001-catalog': {
    async up(db: Kysely<unknown>): Promise<void> {
      await sql`
        create table catalog.product (
          tenant_id uuid not null, product_id uuid not null, style_id uuid not null, category_id uuid not null, lifecycle text not null,
          primary key (tenant_id, product_id)
        )`.execute(db)
      await sql`
        create table catalog.category_closure (
          tenant_id uuid not null, category_id uuid not null, ancestor_id uuid not null,
          primary key (tenant_id, category_id, ancestor_id)
        )`.execute(db)
      for (const table of ['product', 'category_closure']) {
        await protectTenantTable(db, { schema: 'catalog', table, grantTo: 'catalog_service' })
      }
      await sql`
        create view catalog.product_ref_v1 as
        select tenant_id, product_id, product_id::text as external_id, product_id::text as sku, style_id as colorway_id, style_id,
          category_id, lifecycle
        from catalog.product`.execute(db)
      await sql`create view catalog.category_closure_v1 as select * from catalog.category_closure`.execute(db)
      await sql`grant usage on schema catalog to forecasting_service`.execute(db)
      await sql`grant select on catalog.product_ref_v1, catalog.category_closure_v1 to forecasting_service`.execute(db)
    },
  },
}

/** The views that the store subgraph publishes, likewise. */
export const storeMigrations: Migrations = {
  '0001-store': {
    async up(db: Kysely<unknown>): Promise<void> {
      await sql`
        create table store.weekly_sales (
          tenant_id uuid not null, week_start date not null, store_id uuid not null, product_id uuid not null,
          sold_units int not null, stock_out_days int not null, primary key (tenant_id, week_start, product_id, store_id)
        )`.execute(db)
      await sql`create index weekly_sales_product on store.weekly_sales (tenant_id, product_id, store_id, week_start)`.execute(db)
      await sql`create index weekly_sales_store on store.weekly_sales (tenant_id, store_id, product_id)`.execute(db)
      await sql`
        create table store.store (tenant_id uuid not null, store_id uuid not null, closed_on date, primary key (tenant_id, store_id))
      `.execute(db)
      for (const table of ['weekly_sales', 'store']) {
        await protectTenantTable(db, { schema: 'store', table, grantTo: 'store_service' })
      }
      await sql`
        create view store.sales_feed_v1 as
        select tenant_id, week_start, store_id, product_id, sold_units, 0 as returned_units, 0::bigint as net_minor,
          null::bigint as full_minor, stock_out_days
        from store.weekly_sales`.execute(db)
      await sql`
        create view store.store_ref_v1 as
        select tenant_id, store_id, store_id::text as external_id, 'SHOP' as kind, null::date as opened_on, closed_on
        from store.store`.execute(db)
      await sql`grant usage on schema store to forecasting_service`.execute(db)
      await sql`grant select on store.sales_feed_v1, store.store_ref_v1 to forecasting_service`.execute(db)
    },
  },
}
