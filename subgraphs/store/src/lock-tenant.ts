import { sql, type Kysely } from 'kysely'
import type { StoreSchema } from './database-schema.ts'

/**
 * Lets one transaction of a tenant write at a time: its checks stay true until commit, and `updated_at` rises in the order of commits.
 * Who waits longer than `waitMs` fails with PostgreSQL's `lock_not_available`; 0 waits as long as a statement may take.
 */
export async function lockTenant(db: Kysely<StoreSchema>, tenantId: string, waitMs = 0): Promise<void> {
  await sql`
    with bound as materialized (select set_config('lock_timeout', ${String(waitMs)}, true) as wait)
    select pg_advisory_xact_lock(hashtextextended('store.import ' || ${tenantId}, 0)) from bound where wait is not null`.execute(db)
}
