import type pg from 'pg'

/** A table that holds rows of tenants. */
export interface TenantTable {
  /** With its schema, quoted where it has to be. */
  readonly name: string
  /** Those that can be written, quoted; generated ones make themselves. */
  readonly columns: readonly string[]
}

interface TableRow extends TenantTable {
  readonly oid: number
  /** Tables whose rows have to be there first. */
  readonly needs: readonly number[]
}

/** Every table of a schema with a `tenant_id`, of partitioned ones the whole: those that others refer to come first. */
export async function listTenantTables(client: pg.ClientBase, schema: string): Promise<readonly TenantTable[]> {
  const { rows } = await client.query<TableRow>(
    `select relation.oid::int as oid, relation.oid::regclass::text as name,
       array(select quote_ident(attname) from pg_attribute
             where attrelid = relation.oid and attnum > 0 and not attisdropped and attgenerated = '' order by attnum) as columns,
       array(select distinct confrelid::int from pg_constraint
             where conrelid = relation.oid and contype = 'f' and confrelid <> relation.oid) as needs
     from pg_class relation
     where relation.relnamespace = $1::regnamespace and relation.relkind in ('r', 'p') and not relation.relispartition
       and exists (select from pg_attribute where attrelid = relation.oid and attname = 'tenant_id' and not attisdropped)
     order by name`,
    [schema],
  )
  return inOrder(rows)
}

function inOrder(tables: readonly TableRow[]): readonly TenantTable[] {
  const ordered: TableRow[] = []
  let left = [...tables]
  while (left.length > 0) {
    const open = new Set(left.map(({ oid }) => oid))
    const next = left.filter(({ needs }) => !needs.some((oid) => open.has(oid)))
    if (next.length === 0) throw new Error(`tables refer to each other in a circle: ${left.map(({ name }) => name).join(', ')}`)
    ordered.push(...next)
    left = left.filter((table) => !next.includes(table))
  }
  return ordered.map(({ name, columns }) => ({ name, columns }))
}
