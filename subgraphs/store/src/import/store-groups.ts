import { sql, type Kysely, type RawBuilder } from 'kysely'
import type { StoreSchema } from '../database-schema.ts'

type Database = Kysely<StoreSchema>

/**
 * Makes the groups that rows of `store_import` name, by kind and name. Of each kind that its row names a store is then in exactly
 * the groups named; of other kinds it stays where it was, so that a file without groups takes no store out of one.
 */
export async function storeGroups(db: Database, tenantId: string): Promise<void> {
  await sql`
    insert into store.store_group (tenant_id, kind, name)
    select distinct ${tenantId}::uuid, named.kind, named.name collate "unicode"
    from (${namedGroups()}) named
    where not exists (
      select from store.store_group known where known.kind = named.kind and known.name = named.name
    )`.execute(db)
  await sql`
    delete from store.store_group_member member
    using store.store_group known, (${namedGroups()}) named
    where known.id = member.group_id and named.store_id = member.store_id and named.kind = known.kind
      and not exists (
        select from (${namedGroups()}) stays
        where stays.store_id = member.store_id and stays.kind = known.kind and stays.name = known.name
      )`.execute(db)
  await sql`
    insert into store.store_group_member (tenant_id, group_id, store_id)
    select distinct ${tenantId}::uuid, known.id, named.store_id
    from (${namedGroups()}) named
    join store.store_group known on known.kind = named.kind and known.name = named.name
    on conflict do nothing`.execute(db)
}

function namedGroups(): RawBuilder<unknown> {
  return sql`
    select store.id as store_id, named.kind, named.name
    from store_import i
    join store.store on store.external_id = i.external_id
    cross join lateral jsonb_to_recordset(i.groups) as named (kind text, name text)`
}
