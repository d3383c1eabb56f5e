import type { ClientBase } from 'pg'

/**
 * Takes functions of the write-ahead log from everybody but the administrator, as Aurora does: "Function … is currently not
 * supported for Aurora", and `pg_current_wal_lsn` wants logical replication. Code that calls one fails here as it would there.
 */
export async function refuseLogFunctions(admin: ClientBase): Promise<void> {
  await admin.query(`do $$
    declare
      refused text;
    begin
      for refused in
        select oid::regprocedure::text from pg_proc
        where pronamespace = 'pg_catalog'::regnamespace and proname ~ '^(pg_current_wal|pg_last_wal|pg_last_xact|pg_walfile|pg_wal_lsn)'
      loop
        execute format('revoke execute on function pg_catalog.%s from public', refused);
      end loop;
    end $$`)
}
