import { sql, type Kysely } from 'kysely'

/**
 * Who may write: the writer's lease of this database, and where each tenant is placed. Every table of a tenant gets a trigger
 * that holds both against each writing statement, whatever code sends it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createWriter(db)
  await createHomeWriter(db)
  await createPlacement(db)
  await createGuards(db)
  await sql`grant usage on schema ops to public`.execute(db)
  await sql`grant select, update (held_by_start, beat_at, follower_beat_at) on ops.writer to ops_keeper`.execute(db)
  await sql`grant select on ops.home_writer, ops.placement to ops_keeper`.execute(db)
}

/**
 * One row. The lease is held while `held_by_start` is the start of this very server process: a server that comes back after it
 * was lost has another start, and takes no write until somebody who knows the current epoch has confirmed it. Nobody but the
 * owner lifts `is_fenced`: a keeper must not give back what an operator has taken.
 */
async function createWriter(db: Kysely<unknown>): Promise<void> {
  await sql`create table ops.writer (
    only_row boolean primary key default true check (only_row),
    region text not null check (region ~ '^[a-z]{2}-[a-z]+-[0-9]$'),
    epoch int not null default 1 check (epoch > 0),
    held_by_start timestamptz,
    is_fenced boolean not null default false,
    beat_at timestamptz,
    follower_beat_at timestamptz,
    created_at timestamptz not null default now()
  )`.execute(db)
  await sql`create function ops.lease_is_held() returns boolean stable security definer set search_path = '' language sql
    return not pg_is_in_recovery() and exists (
      select from ops.writer where held_by_start = pg_postmaster_start_time() and not is_fenced
    )`.execute(db)
  await sql`create function ops.lease(out region text, out epoch int, out is_replica boolean, out is_held boolean,
      out beat_age_ms double precision, out as_of timestamptz, out replay_lsn pg_lsn)
    returns setof record stable security definer set search_path = '' language sql
    begin atomic
      select writer.region, writer.epoch, pg_is_in_recovery(), ops.lease_is_held(),
        extract(epoch from clock_timestamp() - writer.beat_at) * 1000,
        case when pg_is_in_recovery() then pg_last_xact_replay_timestamp() else clock_timestamp() end,
        case when pg_is_in_recovery() then pg_last_wal_replay_lsn() else pg_current_wal_lsn() end
      from ops.writer;
    end`.execute(db)
}

/** In a zone's directory alone: which region holds the writer of each home, the word that settles doubts. */
async function createHomeWriter(db: Kysely<unknown>): Promise<void> {
  await sql`create table ops.home_writer (
    home_region text primary key check (home_region ~ '^[a-z]{2}-[a-z]+-[0-9]$'),
    writer_region text not null check (writer_region ~ '^[a-z]{2}-[a-z]+-[0-9]$'),
    epoch int not null default 1 check (epoch > 0),
    changed_at timestamptz not null default now()
  )`.execute(db)
  await sql`create function ops.writer_of(home text) returns text stable security definer set search_path = '' language sql
    return (select writer_region from ops.home_writer where home_region = home)`.execute(db)
}

/** Tenants of this home. One that is not here is not written for. */
async function createPlacement(db: Kysely<unknown>): Promise<void> {
  await sql`create table ops.placement (
    tenant_id uuid primary key,
    epoch int not null check (epoch > 0),
    state text not null default 'active' check (state in ('active', 'fenced', 'arriving', 'moved')),
    moved_to text check (moved_to ~ '^[a-z]{2}-[a-z]+-[0-9]$'),
    changed_at timestamptz not null default now(),
    check ((state = 'moved') = (moved_to is not null))
  )`.execute(db)
}

async function createGuards(db: Kysely<unknown>): Promise<void> {
  // A fence waits for these locks, and so for every write that began before it.
  await sql`create function ops.write_lock(tenant uuid) returns bigint immutable language sql
    return hashtextextended(tenant::text, 47111)`.execute(db)
  await sql`create function ops.lease_lock() returns bigint immutable language sql return hashtextextended('lease', 47112)`.execute(db)
  await sql`create function ops.require_lease() returns void security definer set search_path = '' language plpgsql as $$
    begin
      perform pg_advisory_xact_lock_shared(ops.lease_lock());
      if not ops.lease_is_held() then
        raise exception using errcode = 'HS003', message = 'this server does not hold the lease of its database''s writer';
      end if;
      -- The snapshot of such a transaction may be older than a fence that this very statement has just waited for.
      if current_setting('transaction_isolation') in ('repeatable read', 'serializable') then
        raise exception using errcode = '0A000', message = 'got a write in a transaction of one snapshot, wanted read committed';
      end if;
    end $$`.execute(db)
  await sql`create function ops.guard_lease() returns trigger security definer set search_path = '' language plpgsql as $$
    begin
      perform ops.require_lease();
      return null;
    end $$`.execute(db)
  await sql`create function ops.guard_write() returns trigger security definer set search_path = '' language plpgsql as $$
    declare
      tenant constant uuid := nullif(current_setting('hemisphere.tenant', true), '')::uuid;
      wanted constant int := nullif(current_setting('hemisphere.placement_epoch', true), '')::int;
      placed ops.placement;
    begin
      perform ops.require_lease();
      -- Statements without a tenant, such as migrations, see no row of any: row-level security is forced on owners, too.
      if tenant is null then return null; end if;
      perform pg_advisory_xact_lock_shared(ops.write_lock(tenant));
      select * into placed from ops.placement where tenant_id = tenant;
      if not found then
        raise exception using errcode = 'HS004', message = 'the tenant is not at home in this database';
      end if;
      -- A move writes where the tenant arrives, and erases where it has left; nowhere else. Any role can say that it moves a
      -- tenant, and the function's owner is whom current_user names: the login has to own the table.
      if current_setting('hemisphere.moving', true) = 'yes'
          and session_user = (select pg_get_userbyid(relowner) from pg_class where oid = tg_relid) then
        if placed.state in ('arriving', 'moved') then return null; end if;
        raise exception using errcode = 'HS001', message = 'a move may not touch rows of a tenant that is at home here';
      end if;
      if placed.state in ('moved', 'arriving') or wanted <> placed.epoch then
        raise exception using errcode = 'HS001', message = 'the tenant has moved, or the caller knows another placement epoch';
      end if;
      if placed.state = 'fenced' then
        raise exception using errcode = 'HS002', message = 'writes of the tenant are fenced for a move';
      end if;
      return null;
    end $$`.execute(db)
  await sql`create function ops.check_placement(tenant uuid, wanted int) returns void stable security definer set search_path = ''
    language plpgsql as $$
    declare
      placed ops.placement;
    begin
      select * into placed from ops.placement where tenant_id = tenant;
      if not found then
        raise exception using errcode = 'HS004', message = 'the tenant is not at home in this database';
      end if;
      if placed.state in ('moved', 'arriving') or wanted <> placed.epoch then
        raise exception using errcode = 'HS001', message = 'the tenant has moved, or the caller knows another placement epoch';
      end if;
    end $$`.execute(db)
  await createInstallers(db)
}

/**
 * Run by the owner of each schema after its migrations; repeating them changes nothing. A partition gets a guard of its own, since
 * that of the whole does not see a statement that names the partition; one that names the whole meets the guard of the whole alone.
 */
async function createInstallers(db: Kysely<unknown>): Promise<void> {
  await sql`create function ops.install_write_guards(in_schema text) returns int language plpgsql as $$
    declare
      target record;
      installed int := 0;
    begin
      for target in
        select relation.oid::regclass as name from pg_class relation
        where relation.relnamespace = in_schema::regnamespace and relation.relkind in ('r', 'p')
          and exists (select from pg_attribute where attrelid = relation.oid and attname = 'tenant_id' and not attisdropped)
          and not exists (select from pg_trigger where tgrelid = relation.oid and tgname = 'guard_write')
      loop
        execute format('create trigger guard_write before insert or update or delete or truncate on %s execute function ops.guard_write()', target.name);
        installed := installed + 1;
      end loop;
      return installed;
    end $$`.execute(db)
  await sql`create function ops.install_lease_guards(in_schema text) returns int language plpgsql as $$
    declare
      target record;
      installed int := 0;
    begin
      for target in
        select relation.oid::regclass as name from pg_class relation
        where relation.relnamespace = in_schema::regnamespace and relation.relkind in ('r', 'p')
          and relation.relname not like 'kysely%'
          and not exists (select from pg_trigger where tgrelid = relation.oid and tgname = 'guard_lease')
      loop
        execute format('create trigger guard_lease before insert or update or delete or truncate on %s execute function ops.guard_lease()', target.name);
        installed := installed + 1;
      end loop;
      return installed;
    end $$`.execute(db)
}
