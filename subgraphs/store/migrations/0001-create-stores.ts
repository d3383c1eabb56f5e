import { protectTenantTable } from '@hemisphere/kit/tenant-table.ts'
import { sql, type Kysely } from 'kysely'

/**
 * Stores, store groups and which store is in which group.
 * Names that are sorted for people compare by the root collation of Unicode; instants keep the milliseconds that clients see.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createStore(db)
  await createStoreGroup(db)
  for (const table of ['store', 'store_group', 'store_group_member']) {
    await protectTenantTable(db, { schema: 'store', table, grantTo: 'store_service' })
  }
}

async function createStore(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table store.store (
      tenant_id uuid not null,
      id uuid not null default uuidv7(),
      external_id text not null,
      name text collate "unicode" not null,
      kind text not null check (kind in ('SHOP', 'WAREHOUSE', 'ONLINE')),
      city text not null,
      country_code text not null check (country_code ~ '^[A-Z]{2}$'),
      time_zone text not null,
      currency_code text not null check (currency_code ~ '^[A-Z]{3}$'),
      opened_on date,
      closed_on date check (closed_on >= opened_on),
      search_text text generated always as (casefold((name || ' ' || city || ' ' || external_id) collate "pg_unicode_fast")) stored,
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      primary key (tenant_id, id),
      unique (tenant_id, external_id)
    )`.execute(db)
  await sql`create index store_name on store.store (tenant_id, name, id)`.execute(db)
}

async function createStoreGroup(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table store.store_group (
      tenant_id uuid not null,
      id uuid not null default uuidv7(),
      kind text not null check (kind in ('SALES_REGION', 'COUNTRY', 'CLUSTER', 'ACCESS')),
      name text collate "unicode" not null,
      created_at timestamptz(3) not null default now(),
      primary key (tenant_id, id),
      unique (tenant_id, kind, name)
    )`.execute(db)
  await sql`
    create table store.store_group_member (
      tenant_id uuid not null,
      group_id uuid not null,
      store_id uuid not null,
      created_at timestamptz(3) not null default now(),
      primary key (tenant_id, group_id, store_id),
      foreign key (tenant_id, group_id) references store.store_group (tenant_id, id) on delete cascade,
      foreign key (tenant_id, store_id) references store.store (tenant_id, id) on delete cascade
    )`.execute(db)
  await sql`create index store_group_member_store on store.store_group_member (tenant_id, store_id)`.execute(db)
}
