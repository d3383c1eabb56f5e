import type { Reject, RowSource } from '@hemisphere/kit/bulk-import.ts'
import { copyRows, type CopyValue } from '@hemisphere/kit/copy-rows.ts'
import type { TenantDatabase } from '@hemisphere/kit/tenant-database.ts'
import { sql } from 'kysely'
import type { StoreSchema } from '../database-schema.ts'

/** How rows of one kind get into a temporary table. */
export interface Staging<Row> {
  readonly table: string
  /** SQL types by column, in the order of `toValues`; every table begins with `ordinal` and `row`. */
  readonly columns: Readonly<Record<string, string>>
  /** The first thing wrong with a row as such. What it needs of other rows and of the database is checked later. */
  readonly findFault: (row: Row) => string | undefined
  /** Values of the columns after `ordinal` and `row`. */
  readonly toValues: (row: Row) => readonly CopyValue[]
}

const progressStep = 1_000

/**
 * Copies the rows that are good as such into a temporary table, in the order read (`ordinal`), with their number in the
 * file (`row`); gives those at fault. Memory stays flat but for the rejects.
 */
export async function stageRows<Row>(
  tenant: TenantDatabase<StoreSchema>,
  { table, columns, findFault, toValues }: Staging<Row>,
  rows: RowSource<Row>,
  onProgress: (readCount: number) => void,
): Promise<Reject[]> {
  const definitions = Object.entries(columns).map(([name, type]) => sql`${sql.ref(name)} ${sql.raw(type)}`)
  await sql`
    create temporary table ${sql.table(table)} (ordinal int not null, row int not null, ${sql.join(definitions)}) on commit drop`.execute(
    tenant.db,
  )
  const rejects: Reject[] = []

  async function* goodRows(): AsyncGenerator<readonly CopyValue[]> {
    let readCount = 0
    for await (const row of rows) {
      readCount += 1
      if (readCount % progressStep === 0) onProgress(readCount)
      const reason = findFault(row)
      if (reason === undefined) yield [readCount, row.row, ...toValues(row)]
      else rejects.push({ row: row.row, reason })
    }
    onProgress(readCount)
  }

  await copyRows(await tenant.client(), table, ['ordinal', 'row', ...Object.keys(columns)], goodRows())
  await sql`analyze ${sql.table(table)}`.execute(tenant.db)
  return rejects
}
