import type pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { asTenant } from './as-tenant.ts'
import { pump } from './pump.ts'
import { listTenantTables, type TenantTable } from './tenant-tables.ts'

export interface CopyTenant {
  readonly schema: string
  readonly tenantId: string
  /** Where the rows are: the schema's owner at any member of the old home's database. */
  readonly from: pg.Pool
  /** Where they go: the schema's owner at the writer of the new home's database. */
  readonly to: pg.Pool
}

export interface CopiedTable {
  readonly table: string
  readonly rows: number
}

/** Copies a tenant's rows of one schema, and holds that both sides have the same ones; else nothing of them stays. */
export async function copyTenant({ schema, tenantId, from, to }: CopyTenant): Promise<readonly CopiedTable[]> {
  return asTenant({ pool: from, tenantId, access: 'read' }, (source) =>
    asTenant({ pool: to, tenantId, access: 'write' }, async (target) => {
      const copied: CopiedTable[] = []
      for (const table of await listTenantTables(source, schema)) {
        await copyTable(source, target, table)
        const [wanted, got] = [await fingerprint(source, table), await fingerprint(target, table)]
        if (wanted.rows !== got.rows || wanted.hash !== got.hash)
          throw new Error(`${table.name} has other rows after it was copied: got ${got.rows}, wanted the ${wanted.rows} of the old home`)
        copied.push({ table: table.name, rows: got.rows })
      }
      return copied
    }),
  )
}

/** By way of a temporary table: PostgreSQL refuses COPY into one where row-level security holds. */
async function copyTable(source: pg.PoolClient, target: pg.PoolClient, { name, columns }: TenantTable): Promise<void> {
  const list = columns.join(', ')
  // Without the constraints of the table: what is generated there is not among the columns here.
  await target.query(`create temporary table arriving on commit drop as select ${list} from ${name} with no data`)
  await pump(
    source.query(copyTo(`copy (select ${list} from ${name}) to stdout (format binary)`)),
    target.query(copyFrom(`copy arriving (${list}) from stdin (format binary)`)),
  )
  await target.query(`insert into ${name} (${list}) overriding system value select ${list} from arriving`)
  await target.query('drop table arriving')
}

/** Number of rows and a hash of all of them, in whatever order they lie. */
async function fingerprint(client: pg.PoolClient, { name }: TenantTable): Promise<{ readonly rows: number; readonly hash: string }> {
  const { rows } = await client.query<{ rows: number; hash: string }>(
    `select count(*)::int as rows, coalesce(sum(hashtextextended(one::text, 0)::numeric), 0)::text as hash from ${name} as one`,
  )
  return rows[0] ?? { rows: 0, hash: '' }
}

/** Deletes a tenant's rows of one schema; the number of them. */
export async function eraseTenant({
  schema,
  tenantId,
  pool,
}: {
  readonly schema: string
  readonly tenantId: string
  readonly pool: pg.Pool
}): Promise<number> {
  return asTenant({ pool, tenantId, access: 'write' }, async (client) => {
    let count = 0
    for (const { name } of (await listTenantTables(client, schema)).toReversed())
      count += (await client.query(`delete from ${name}`)).rowCount ?? 0
    return count
  })
}
