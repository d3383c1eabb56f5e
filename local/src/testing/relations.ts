import { withTenant } from '@hemisphere/kit/tenant-database.ts'
import { sql } from 'kysely'
import type pg from 'pg'

export interface Relation {
  /** With its schema. */
  readonly name: string
  /** As in pg_class: r table or partition, p partitioned table, v view. */
  readonly kind: string
  readonly has_tenant: boolean
  readonly is_readable: boolean
  /** Whether row-level security is on, and forced on the owner. */
  readonly is_protected: boolean
}

/** Every table, partition, view and materialised view of a schema, as the pool's role sees it. */
export async function listRelations(pool: pg.Pool, schema: string): Promise<Relation[]> {
  const { rows } = await pool.query<Relation>(
    `select
      quote_ident(nspname) || '.' || quote_ident(relname) as name,
      relkind as kind,
      exists (select from pg_attribute where attrelid = pg_class.oid and attname = 'tenant_id') as has_tenant,
      has_schema_privilege(nspname, 'usage') and has_table_privilege(pg_class.oid, 'select') as is_readable,
      relrowsecurity and relforcerowsecurity as is_protected
    from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where nspname = $1 and relkind in ('r', 'p', 'v', 'm', 'f')
    order by name`,
    [schema],
  )
  return rows
}

/** The tenants whose rows raw SQL finds in a relation within one tenant's transaction. */
export async function readTenants(pool: pg.Pool, tenantId: string, relation: string): Promise<string[]> {
  return withTenant({ pool, tenantId, access: 'read', statementTimeoutMs: 5_000 }, async ({ db }) => {
    const { rows } = await sql<{ tenant_id: string }>`select distinct tenant_id from ${sql.raw(relation)}`.execute(db)
    return rows.map((row) => row.tenant_id)
  })
}
