import { sql, type Kysely } from 'kysely'

/**
 * Companies' own identity providers, and who is whom there. Whom a provider vouches for is decided by the company that owns
 * it: the foreign keys bind provider, subject and person to one tenant, whatever address or subject the provider tells.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table directory.app_user add constraint app_user_tenant_id_id_key unique (tenant_id, id)`.execute(db)
  // Somebody who comes by way of a provider alone has no subject of a password's user.
  await sql`alter table directory.app_user alter column subject drop not null`.execute(db)
  // A name's form is the narrower of Cognito's for a provider (at most 32, no underscore or space) and ours.
  await sql`create table directory.identity_provider (
    tenant_id uuid not null references directory.tenant,
    name text not null unique check (name ~ '^[A-Za-z0-9][A-Za-z0-9.-]{2,31}$'),
    status text not null default 'active' check (status in ('active', 'disabled')),
    created_at timestamptz not null default now(),
    primary key (tenant_id, name)
  )`.execute(db)
  // A subject becomes part of the user name that Cognito writes into tokens: of at most 128 characters, and no address.
  await sql`create table directory.federated_identity (
    tenant_id uuid not null,
    provider text not null,
    subject text not null check (subject <> '' and length(provider) + 1 + length(subject) <= 128 and position('@' in subject) = 0),
    app_user_id uuid not null,
    created_at timestamptz not null default now(),
    primary key (provider, subject),
    foreign key (tenant_id, provider) references directory.identity_provider (tenant_id, name),
    foreign key (tenant_id, app_user_id) references directory.app_user (tenant_id, id)
  )`.execute(db)
  await sql`create index federated_identity_user on directory.federated_identity (tenant_id, app_user_id)`.execute(db)
  await sql`grant select on directory.identity_provider, directory.federated_identity to directory_reader`.execute(db)
}
