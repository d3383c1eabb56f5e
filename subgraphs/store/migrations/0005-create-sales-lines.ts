import { protectTenantTable } from '@hemisphere/kit/tenant-table.ts'
import { sql, type Kysely } from 'kysely'

const schema = 'store'
const grantTo = 'store_service'

/** Lines of receipts as partners send them, in batches; what was answered to each call; and since when a day's sales are known from a file. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createLine(db)
  await createBatch(db)
  await createRequest(db)
  // Days stored so far came from imports. The default serves versions that do not know the column: all that they store is imported.
  await sql`alter table store.daily_sales add column imported_at timestamptz(3) default now()`.execute(db)
}

/**
 * Not partitioned by time: a line is known by its source, receipt and number alone, whenever it is said to have been sold, and
 * PostgreSQL keeps a key unique only within a partition. What was acknowledged is not changed: the service may only add.
 */
async function createLine(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table store.sales_line (
      tenant_id uuid not null,
      source text not null,
      receipt_number text not null,
      line_number int not null check (line_number >= 0),
      batch_id uuid not null,
      store_id uuid not null,
      product_id uuid not null,
      sold_at timestamptz(3) not null,
      sold_on date not null,
      units int not null check (units <> 0),
      net_minor bigint not null,
      full_minor bigint,
      original_sold_at timestamptz(3),
      created_at timestamptz(3) not null default now(),
      primary key (tenant_id, source, receipt_number, line_number)
    )`.execute(db)
  await protectTenantTable(db, { schema, table: 'sales_line', grantTo, rights: ['select', 'insert', 'maintain'] })
}

async function createBatch(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table store.sales_batch (
      tenant_id uuid not null,
      id uuid not null default uuidv7(),
      source text not null,
      accepted_line_count int not null,
      duplicate_line_count int not null,
      refused_line_count int not null,
      created_at timestamptz(3) not null default now(),
      primary key (tenant_id, id)
    )`.execute(db)
  await protectTenantTable(db, { schema, table: 'sales_batch', grantTo, rights: ['select', 'insert', 'maintain'] })
}

/** First answers by key: no batch when no line was stored. Key and body are the client's, and kept as hashes alone. */
async function createRequest(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table store.sales_request (
      tenant_id uuid not null,
      key_hash bytea not null,
      body_hash bytea not null,
      batch_id uuid,
      refusals jsonb not null,
      created_at timestamptz(3) not null default now(),
      primary key (tenant_id, key_hash),
      foreign key (tenant_id, batch_id) references store.sales_batch (tenant_id, id)
    )`.execute(db)
  await sql`create index sales_request_age on store.sales_request (tenant_id, created_at)`.execute(db)
  await protectTenantTable(db, { schema, table: 'sales_request', grantTo, rights: ['select', 'insert', 'delete', 'maintain'] })
}
