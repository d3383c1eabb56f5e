import { sql, type Kysely } from 'kysely'

/** The tenant of the running transaction; null, which matches nothing, outside of one. */
const currentTenant = sql`(select nullif(current_setting('hemisphere.tenant', true), '')::uuid)`

export interface TenantTable {
  readonly schema: string
  readonly table: string
  /** Role of the service, which gets exactly these rights. */
  readonly grantTo: string
  readonly rights?: readonly ('select' | 'insert' | 'update' | 'delete' | 'maintain')[]
}

/**
 * Makes a table with a `tenant_id` a tenant table: row-level security, forced on its owner too, with one policy for reads
 * and writes, and the service's rights (MAINTAIN, of PostgreSQL 17, to refresh statistics after a bulk load). The sub-select lets PostgreSQL evaluate the setting once a statement.
 */
export async function protectTenantTable(db: Kysely<unknown>, options: TenantTable): Promise<void> {
  const { schema, table, grantTo, rights = ['select', 'insert', 'update', 'delete', 'maintain'] } = options
  const name = sql.table(`${schema}.${table}`)
  await sql`alter table ${name} enable row level security`.execute(db)
  await sql`alter table ${name} force row level security`.execute(db)
  await sql`create policy tenant on ${name} using (tenant_id = ${currentTenant}) with check (tenant_id = ${currentTenant})`.execute(db)
  await sql`grant ${sql.raw(rights.join(', '))} on ${name} to ${sql.ref(grantTo)}`.execute(db)
}

export interface YearPartitions {
  readonly schema: string
  readonly table: string
  /** Years with a partition of their own; other days go to the default partition. */
  readonly years: readonly number[]
  readonly grantTo: string
}

/** Yearly partitions of a table that is partitioned by a day, each protected like the table; rows of other years go to a default partition. */
export async function createYearPartitions(db: Kysely<unknown>, { schema, table, years, grantTo }: YearPartitions): Promise<void> {
  const parent = sql.table(`${schema}.${table}`)
  for (const year of years) {
    const partition = `${table}_${year}`
    const bounds = sql.raw(`from ('${year}-01-01') to ('${year + 1}-01-01')`)
    await sql`create table ${sql.table(`${schema}.${partition}`)} partition of ${parent} for values ${bounds}`.execute(db)
    await protectTenantTable(db, { schema, table: partition, grantTo, rights: ['select'] })
  }
  await sql`create table ${sql.table(`${schema}.${table}_default`)} partition of ${parent} default`.execute(db)
  await protectTenantTable(db, { schema, table: `${table}_default`, grantTo, rights: ['select'] })
}
