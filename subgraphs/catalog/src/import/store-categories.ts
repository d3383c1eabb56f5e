import { sql, type Kysely } from 'kysely'
import type { CatalogSchema } from '../database-schema.ts'
import { pathSeparator } from './check-row.ts'

/** Makes every category that a path of `catalog_import` names and that is not there yet, with those above it; its external id is its path. */
export async function storeCategories(db: Kysely<CatalogSchema>, tenantId: string): Promise<void> {
  await sql`
    with node as (
      select distinct
        array_to_string(names[1:depth], ${pathSeparator}) as external_id,
        names[depth] as name,
        depth,
        nullif(array_to_string(names[1:depth - 1], ${pathSeparator}), '') as parent_external_id
      from (select distinct string_to_array(category_path, ${pathSeparator}) as names from catalog_import) path,
        generate_series(1, cardinality(names)) as depth
    ),
    fresh as materialized (
      select node.*, uuidv7() as id
      from node
      where not exists (select from catalog.category where category.external_id = node.external_id)
    )
    insert into catalog.category (tenant_id, id, external_id, name, parent_id, depth)
    select ${tenantId}::uuid, fresh.id, fresh.external_id, fresh.name, coalesce(fresh_parent.id, parent.id), fresh.depth
    from fresh
    left join fresh as fresh_parent on fresh_parent.external_id = fresh.parent_external_id
    left join catalog.category as parent on parent.external_id = fresh.parent_external_id`.execute(db)
  await sql`
    with recursive way_up as (
      select id as category_id, id as ancestor_id
      from catalog.category
      where not exists (select from catalog.category_closure known where known.category_id = category.id)
      union all
      select way_up.category_id, category.parent_id
      from way_up join catalog.category on category.id = way_up.ancestor_id
      where category.parent_id is not null
    )
    insert into catalog.category_closure (tenant_id, category_id, ancestor_id)
    select ${tenantId}::uuid, category_id, ancestor_id from way_up`.execute(db)
}
