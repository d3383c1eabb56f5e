import { sql, type Kysely } from 'kysely'

/** Tenants and where they live, who may come in, and with which rights. No sales, no forecasts, nothing of a tenant's data. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create table directory.tenant (
    id uuid primary key default uuidv7(),
    slug text not null unique check (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
    name text not null check (name <> ''),
    zone text not null check (zone ~ '^[a-z]{2,8}$'),
    home_region text not null check (home_region ~ '^[a-z]{2}-[a-z]+-[0-9]$'),
    placement_epoch int not null default 1 check (placement_epoch > 0),
    status text not null default 'active' check (status in ('active', 'suspended')),
    currency_code text not null check (currency_code ~ '^[A-Z]{3}$'),
    time_zone text not null,
    created_at timestamptz not null default now()
  )`.execute(db)
  await sql`create table directory.permission_set (
    id uuid primary key default uuidv7(),
    tenant_id uuid not null references directory.tenant,
    name text not null check (name <> ''),
    scopes text[] not null,
    permission_epoch int not null default 1 check (permission_epoch > 0),
    created_at timestamptz not null default now(),
    unique (tenant_id, name),
    unique (tenant_id, id)
  )`.execute(db)
  await sql`create table directory.app_user (
    id uuid primary key default uuidv7(),
    tenant_id uuid not null references directory.tenant,
    subject text not null unique check (subject <> ''),
    email text not null check (email = lower(email) and email like '%_@_%'),
    role text not null check (role in ('viewer', 'planner', 'merchandiser', 'analyst', 'admin')),
    permission_set_id uuid not null,
    status text not null default 'active' check (status in ('active', 'disabled')),
    created_at timestamptz not null default now(),
    unique (tenant_id, email),
    foreign key (tenant_id, permission_set_id) references directory.permission_set (tenant_id, id)
  )`.execute(db)
  await sql`create table directory.client (
    id uuid primary key default uuidv7(),
    tenant_id uuid not null references directory.tenant,
    client_id text not null unique check (client_id <> ''),
    name text not null check (name <> ''),
    permission_set_id uuid not null,
    status text not null default 'active' check (status in ('active', 'disabled')),
    created_at timestamptz not null default now(),
    unique (tenant_id, name),
    foreign key (tenant_id, permission_set_id) references directory.permission_set (tenant_id, id)
  )`.execute(db)
  await sql`create index app_user_permission_set on directory.app_user (tenant_id, permission_set_id)`.execute(db)
  await sql`create index client_permission_set on directory.client (tenant_id, permission_set_id)`.execute(db)
  await sql`grant select on directory.tenant, directory.permission_set, directory.app_user, directory.client to directory_reader`.execute(
    db,
  )
}
