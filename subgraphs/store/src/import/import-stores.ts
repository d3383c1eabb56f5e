import type { ImportResult, Reject, RowSource } from '@hemisphere/kit/bulk-import.ts'
import { sql, type Kysely } from 'kysely'
import type { StoreSchema } from '../database-schema.ts'
import { findStoreFault } from './check-store-row.ts'
import { runImport, type ImportPlan, type OnProgress, type StoreImportTarget } from './run-import.ts'
import { storeGroups } from './store-groups.ts'
import type { StoreRow } from './store-row.ts'
import { quote } from '@hemisphere/kit/text-fault.ts'

type Database = Kysely<StoreSchema>

const plan: ImportPlan<StoreRow> = {
  staging: {
    table: 'store_import',
    columns: {
      external_id: 'text not null',
      name: 'text not null',
      kind: 'text not null',
      city: 'text not null',
      country_code: 'text not null',
      time_zone: 'text not null',
      currency_code: 'text not null',
      opened_on: 'date',
      closed_on: 'date',
      groups: 'jsonb not null',
    },
    findFault: findStoreFault,
    toValues: (row) => [
      row.externalId,
      row.name,
      row.kind,
      row.city,
      row.countryCode,
      row.timeZone,
      row.currencyCode,
      row.openedOn,
      row.closedOn,
      JSON.stringify(row.groups.map(({ kind, name }) => ({ kind, name }))),
    ],
  },
  tables: ['store.store', 'store.store_group_member'],
  async load(db, { tenantId }) {
    const rejects = [...(await rejectRepeats(db)), ...(await rejectNewCurrencies(db))]
    await storeStores(db, tenantId)
    await storeGroups(db, tenantId)
    return rejects
  },
}

/**
 * Stores stores by the tenant's own ids, and makes the groups that they name, in one transaction: rows at fault are rejected
 * with a reason, the others are stored, a failure leaves nothing behind. Repeating an import changes nothing; stores and
 * groups that the rows do not name stay.
 */
export function importStores(
  target: StoreImportTarget,
  rows: RowSource<StoreRow>,
  onProgress: OnProgress = () => undefined,
): Promise<ImportResult> {
  return runImport(target, rows, onProgress, plan)
}

/** A store that an earlier row of the file has: the first stays. */
async function rejectRepeats(db: Database): Promise<Reject[]> {
  const { rows } = await sql<{ row: number; got: string; first_row: number }>`
    delete from store_import repeat
    using (
      select ordinal, first_value(row) over earlier as first_row, row_number() over earlier as place
      from store_import
      window earlier as (partition by external_id order by ordinal)
    ) occurrence
    where occurrence.ordinal = repeat.ordinal and occurrence.place > 1
    returning repeat.row, repeat.external_id as got, occurrence.first_row`.execute(db)
  return rows.map(({ row, got, first_row }) => ({
    row,
    reason: `externalId got ${quote(got)} again, wanted it once: row ${first_row} has it`,
  }))
}

/** Sales are kept in minor units of their store's currency: another one would change what they are worth. */
async function rejectNewCurrencies(db: Database): Promise<Reject[]> {
  const { rows } = await sql<{ row: number; got: string; wanted: string }>`
    delete from store_import i
    using store.store
    where store.external_id = i.external_id and store.currency_code <> i.currency_code
      and exists (select from store.daily_sales day where day.store_id = store.id)
    returning i.row, i.currency_code as got, store.currency_code as wanted`.execute(db)
  return rows.map(({ row, got, wanted }) => ({
    row,
    reason: `currencyCode got ${quote(got)}, wanted ${quote(wanted)}, in which sales of this store are stored`,
  }))
}

async function storeStores(db: Database, tenantId: string): Promise<void> {
  await sql`
    insert into store.store as store (
      tenant_id, external_id, name, kind, city, country_code, time_zone, currency_code, opened_on, closed_on, created_at, updated_at
    )
    select
      ${tenantId}::uuid, external_id, name, kind, city, country_code, time_zone, currency_code, opened_on, closed_on,
      statement_timestamp(), statement_timestamp()
    from store_import
    order by ordinal
    on conflict (tenant_id, external_id) do update set
      name = excluded.name, kind = excluded.kind, city = excluded.city, country_code = excluded.country_code,
      time_zone = excluded.time_zone, currency_code = excluded.currency_code, opened_on = excluded.opened_on,
      closed_on = excluded.closed_on, updated_at = excluded.updated_at
    where (
      store.name, store.kind, store.city, store.country_code, store.time_zone, store.currency_code, store.opened_on, store.closed_on
    ) is distinct from (
      excluded.name, excluded.kind, excluded.city, excluded.country_code, excluded.time_zone, excluded.currency_code,
      excluded.opened_on, excluded.closed_on
    )`.execute(db)
}
