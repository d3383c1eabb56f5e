import { protectTenantTable } from '@hemisphere/kit/tenant-table.ts'
import { sql, type Kysely } from 'kysely'

const lifecycles = sql.raw(`('PLANNED', 'NEW', 'ACTIVE', 'MARKDOWN', 'DISCONTINUED')`)

/**
 * Seasons, the category tree with its closure, styles, colourways and SKUs.
 * Names that are sorted for people compare by the root collation of Unicode; instants keep the milliseconds that clients see.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createSeason(db)
  await createCategory(db)
  await createStyle(db)
  await createColorway(db)
  await createProduct(db)
  for (const table of ['season', 'category', 'category_closure', 'style', 'colorway', 'product']) {
    await protectTenantTable(db, { schema: 'catalog', table, grantTo: 'catalog_service' })
  }
}

async function createSeason(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table catalog.season (
      tenant_id uuid not null,
      id uuid not null default uuidv7(),
      external_id text not null,
      name text not null,
      starts_on date not null,
      ends_on date not null check (ends_on >= starts_on),
      created_at timestamptz(3) not null default now(),
      primary key (tenant_id, id),
      unique (tenant_id, external_id)
    )`.execute(db)
  await sql`create index season_start on catalog.season (tenant_id, starts_on, id)`.execute(db)
}

async function createCategory(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table catalog.category (
      tenant_id uuid not null,
      id uuid not null default uuidv7(),
      external_id text not null,
      name text collate "unicode" not null,
      parent_id uuid,
      depth int not null check (depth >= 1),
      created_at timestamptz(3) not null default now(),
      primary key (tenant_id, id),
      unique (tenant_id, external_id),
      foreign key (tenant_id, parent_id) references catalog.category (tenant_id, id)
    )`.execute(db)
  await sql`create index category_tree on catalog.category (tenant_id, depth, name, id)`.execute(db)
  await sql`create index category_parent on catalog.category (tenant_id, parent_id)`.execute(db)
  await sql`
    create table catalog.category_closure (
      tenant_id uuid not null,
      category_id uuid not null,
      ancestor_id uuid not null,
      primary key (tenant_id, category_id, ancestor_id),
      foreign key (tenant_id, category_id) references catalog.category (tenant_id, id) on delete cascade,
      foreign key (tenant_id, ancestor_id) references catalog.category (tenant_id, id) on delete cascade
    )`.execute(db)
  await sql`create index category_closure_ancestor on catalog.category_closure (tenant_id, ancestor_id, category_id)`.execute(db)
}

async function createStyle(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table catalog.style (
      tenant_id uuid not null,
      id uuid not null default uuidv7(),
      external_id text not null,
      name text not null,
      brand text,
      category_id uuid not null,
      season_id uuid,
      lifecycle text not null check (lifecycle in ${lifecycles}),
      launches_on date,
      image_url text,
      attributes jsonb not null default '[]',
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      primary key (tenant_id, id),
      unique (tenant_id, external_id),
      foreign key (tenant_id, category_id) references catalog.category (tenant_id, id),
      foreign key (tenant_id, season_id) references catalog.season (tenant_id, id)
    )`.execute(db)
  await sql`create index style_category on catalog.style (tenant_id, category_id)`.execute(db)
  await sql`create index style_season on catalog.style (tenant_id, season_id)`.execute(db)
}

async function createColorway(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table catalog.colorway (
      tenant_id uuid not null,
      id uuid not null default uuidv7(),
      external_id text not null,
      style_id uuid not null,
      color_name text collate "unicode" not null,
      image_url text,
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      primary key (tenant_id, id),
      unique (tenant_id, external_id),
      unique (tenant_id, id, style_id),
      foreign key (tenant_id, style_id) references catalog.style (tenant_id, id)
    )`.execute(db)
  await sql`create index colorway_style on catalog.colorway (tenant_id, style_id, color_name, id)`.execute(db)
}

/**
 * A product repeats style, category, season and `range_title` (style and colour) of those above it, so that every filter and order
 * reads one index; the import keeps them equal. SKU and barcode are checked at commit, so that one import can swap them.
 */
async function createProduct(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table catalog.product (
      tenant_id uuid not null,
      id uuid not null default uuidv7(),
      external_id text not null,
      sku text not null,
      gtin text,
      colorway_id uuid not null,
      style_id uuid not null,
      category_id uuid not null,
      season_id uuid,
      range_title text collate "unicode" not null,
      size text not null,
      size_rank int not null check (size_rank >= 0),
      title text generated always as (range_title || ' ' || size) virtual,
      search_text text generated always as (casefold(
        (range_title || ' ' || size || ' ' || sku || ' ' || coalesce(gtin, '') || ' ' || external_id) collate "pg_unicode_fast"
      )) stored,
      lifecycle text not null check (lifecycle in ${lifecycles}),
      sale_rank smallint not null generated always as (case lifecycle when 'DISCONTINUED' then 2 when 'PLANNED' then 1 else 0 end) stored,
      launches_on date,
      currency_code text,
      price_minor bigint check (price_minor >= 0),
      full_price_minor bigint check (full_price_minor >= 0),
      unit_cost_minor bigint check (unit_cost_minor >= 0),
      pack_size_units int not null check (pack_size_units >= 1),
      image_url text,
      created_at timestamptz(3) not null default now(),
      updated_at timestamptz(3) not null default now(),
      primary key (tenant_id, id),
      unique (tenant_id, external_id),
      check (currency_code is not null or coalesce(price_minor, full_price_minor, unit_cost_minor) is null),
      unique (tenant_id, sku) deferrable initially deferred,
      unique (tenant_id, gtin) deferrable initially deferred,
      foreign key (tenant_id, colorway_id, style_id) references catalog.colorway (tenant_id, id, style_id),
      foreign key (tenant_id, category_id) references catalog.category (tenant_id, id),
      foreign key (tenant_id, season_id) references catalog.season (tenant_id, id)
    )`.execute(db)
  await sql`create index product_title on catalog.product (tenant_id, sale_rank, range_title, size_rank, id)`.execute(db)
  await sql`create index product_update on catalog.product (tenant_id, updated_at, id)`.execute(db)
  await sql`create index product_colorway on catalog.product (tenant_id, colorway_id, size_rank, id)`.execute(db)
  await sql`create index product_style on catalog.product (tenant_id, style_id)`.execute(db)
  await sql`create index product_category on catalog.product (tenant_id, category_id, lifecycle)`.execute(db)
  await sql`create index product_season on catalog.product (tenant_id, season_id)`.execute(db)
  await sql`create index product_lifecycle on catalog.product (tenant_id, lifecycle)`.execute(db)
}
