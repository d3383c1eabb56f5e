import { protectTenantTable } from '@hemisphere/kit/tenant-table.ts'
import { sql, type Kysely } from 'kysely'

/** Stock by SKU and store. The SKU is the catalog's, so nothing refers to it here; `updated_at` is when the row changed, `as_of` when it was counted. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table store.inventory_level (
      tenant_id uuid not null,
      product_id uuid not null,
      store_id uuid not null,
      on_hand_units int not null check (on_hand_units >= 0),
      reserved_units int not null check (reserved_units >= 0),
      in_transit_units int not null check (in_transit_units >= 0),
      on_order_units int not null check (on_order_units >= 0),
      as_of timestamptz(3) not null,
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      primary key (tenant_id, product_id, store_id),
      foreign key (tenant_id, store_id) references store.store (tenant_id, id)
    )`.execute(db)
  await sql`create index inventory_level_store on store.inventory_level (tenant_id, store_id, product_id)`.execute(db)
  await sql`create index inventory_level_update on store.inventory_level (tenant_id, updated_at)`.execute(db)
  await protectTenantTable(db, { schema: 'store', table: 'inventory_level', grantTo: 'store_service' })
}
