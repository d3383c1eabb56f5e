import { sql, type Kysely } from 'kysely'

/**
 * How a replica is known to have all that a writer had, and as of when its rows are, by rows alone: Aurora's storage replicates in
 * the order of commits as PostgreSQL does, but refuses the functions of the write-ahead log ("Function … is currently not supported
 * for Aurora"; `pg_current_wal_lsn` wants logical replication).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table ops.writer add column mark bigint not null default 0`.execute(db)
  await sql`create function ops.mark() returns bigint stable security definer set search_path = '' language sql
    return (select mark from ops.writer)`.execute(db)
  // Whoever beats does so before it commits: what was committed by then, a member that shows the beat has.
  await sql`create function ops.replayed_at() returns timestamptz stable security definer set search_path = '' language sql
    return (select greatest(beat_at, follower_beat_at, created_at) from ops.writer)`.execute(db)
  // `replay_lsn` stays for a version that still asks for it, and is unknown.
  await sql`create or replace function ops.lease(out region text, out epoch int, out is_replica boolean, out is_held boolean,
      out beat_age_ms double precision, out as_of timestamptz, out replay_lsn pg_lsn)
    returns setof record stable security definer set search_path = '' language sql
    begin atomic
      select writer.region, writer.epoch, pg_is_in_recovery(), ops.lease_is_held(),
        extract(epoch from clock_timestamp() - writer.beat_at) * 1000,
        case when pg_is_in_recovery() then ops.replayed_at() else clock_timestamp() end,
        null::pg_lsn
      from ops.writer;
    end`.execute(db)
}
