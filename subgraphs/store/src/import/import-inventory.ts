import type { ImportResult, Reject, RowSource } from '@hemisphere/kit/bulk-import.ts'
import { sql, type Kysely } from 'kysely'
import type { StoreSchema } from '../database-schema.ts'
import { findInventoryFault } from './check-inventory-row.ts'
import type { InventoryRow } from './inventory-row.ts'
import { resolveProducts } from './resolve-products.ts'
import { runImport, type ImportPlan, type OnProgress, type StoreImportTarget } from './run-import.ts'
import { unknownReference } from './unknown-reference.ts'

type Database = Kysely<StoreSchema>

const dayMs = 86_400_000
const table = 'inventory_import'

const plan: ImportPlan<InventoryRow> = {
  staging: {
    table,
    columns: {
      store_ref: 'text not null',
      product_ref: 'text not null',
      on_hand_units: 'int not null',
      reserved_units: 'int not null',
      in_transit_units: 'int not null',
      on_order_units: 'int not null',
      as_of: 'timestamptz(3) not null',
    },
    findFault: findInventoryFault,
    toValues: (row) => [
      row.storeExternalId,
      row.productExternalId,
      row.onHandUnits,
      row.reservedUnits,
      row.inTransitUnits,
      row.onOrderUnits,
      new Date(row.asOf).toISOString(),
    ],
  },
  tables: ['store.inventory_level'],
  async load(db, { tenantId, now }) {
    await resolveProducts(db, table)
    const rejects = [...(await rejectUnknown(db)), ...(await rejectFuture(db, now)), ...(await rejectStale(db))]
    await storeCounts(db, tenantId)
    return rejects
  },
}

/**
 * Stores counts of stock by the tenant's own ids, in one transaction: rows at fault are rejected with a reason, the others are stored,
 * a failure leaves nothing behind. Of several counts of one SKU in one store the newest holds, of equally new ones the last
 * row; one that is older than what is stored is rejected. Repeating an import changes nothing.
 */
export function importInventory(
  target: StoreImportTarget,
  rows: RowSource<InventoryRow>,
  onProgress: OnProgress = () => undefined,
): Promise<ImportResult> {
  return runImport(target, rows, onProgress, plan)
}

interface UnknownLine {
  readonly row: number
  readonly store_ref: string
  readonly product_ref: string
  readonly store_id: string | null
  readonly product_id: string | null
}

async function rejectUnknown(db: Database): Promise<Reject[]> {
  const { rows } = await sql<UnknownLine>`
    delete from inventory_import line
    using (
      select i.ordinal, store.id as store_id, product.product_id
      from inventory_import i
      left join store.store on store.external_id = i.store_ref
      left join import_product product on product.ref = i.product_ref
      where store.id is null or product.product_id is null
    ) fault
    where fault.ordinal = line.ordinal
    returning line.row, line.store_ref, line.product_ref, fault.store_id, fault.product_id`.execute(db)
  return rows.map((line) => ({ row: line.row, reason: unknownReference(line) ?? 'the row names nothing' }))
}

/** A count of the future would keep all true ones out until then; a day is left to clocks that are wrong about their time zone. */
async function rejectFuture(db: Database, now: number): Promise<Reject[]> {
  const latest = new Date(now + dayMs).toISOString()
  const { rows } = await sql<{ row: number; as_of: string }>`
    delete from inventory_import where as_of > ${latest}::timestamptz returning row, as_of`.execute(db)
  return rows.map(({ row, as_of }) => ({ row, reason: `asOf got ${as_of}, wanted an instant that is not in the future` }))
}

async function rejectStale(db: Database): Promise<Reject[]> {
  const { rows } = await sql<{ row: number; as_of: string; known: string }>`
    with newest as (
      select i.store_ref, product.product_id, store.id as store_id, max(i.as_of) as as_of
      from inventory_import i
      join store.store on store.external_id = i.store_ref
      join import_product product on product.ref = i.product_ref
      group by i.store_ref, product.product_id, store.id
    ),
    stale as (
      select newest.store_ref, newest.product_id, level.as_of as known
      from newest
      join store.inventory_level level on level.product_id = newest.product_id and level.store_id = newest.store_id
      where level.as_of > newest.as_of
    )
    delete from inventory_import line
    using import_product product, stale
    where product.ref = line.product_ref and stale.product_id = product.product_id and stale.store_ref = line.store_ref
    returning line.row, line.as_of, stale.known`.execute(db)
  return rows.map(({ row, as_of, known }) => ({
    row,
    reason: `asOf got ${as_of}, wanted an instant from ${known} on, when the stored count was made`,
  }))
}

async function storeCounts(db: Database, tenantId: string): Promise<void> {
  await sql`
    insert into store.inventory_level as level (
      tenant_id, product_id, store_id, on_hand_units, reserved_units, in_transit_units, on_order_units, as_of, created_at, updated_at
    )
    select distinct on (product.product_id, store.id)
      ${tenantId}::uuid, product.product_id, store.id, i.on_hand_units, i.reserved_units, i.in_transit_units, i.on_order_units, i.as_of,
      statement_timestamp(), statement_timestamp()
    from inventory_import i
    join store.store on store.external_id = i.store_ref
    join import_product product on product.ref = i.product_ref
    order by product.product_id, store.id, i.as_of desc, i.ordinal desc
    on conflict (tenant_id, product_id, store_id) do update set
      on_hand_units = excluded.on_hand_units, reserved_units = excluded.reserved_units, in_transit_units = excluded.in_transit_units,
      on_order_units = excluded.on_order_units, as_of = excluded.as_of, updated_at = excluded.updated_at
    where level.as_of <= excluded.as_of
      and (level.on_hand_units, level.reserved_units, level.in_transit_units, level.on_order_units, level.as_of)
        is distinct from
        (excluded.on_hand_units, excluded.reserved_units, excluded.in_transit_units, excluded.on_order_units, excluded.as_of)`.execute(db)
}
