import type { Reject } from '@hemisphere/kit/bulk-import.ts'
import { sql, type Kysely } from 'kysely'
import type { StoreSchema } from '../database-schema.ts'
import { localDay } from './local-day.ts'
import { wantedOfLife, type StoreLife } from './store-life.ts'
import { unknownReference } from './unknown-reference.ts'

const maxAgeYears = 20

interface FaultyLine extends StoreLife {
  readonly row: number
  readonly sold_on: string
  readonly store_ref: string
  readonly product_ref: string
  readonly store_id: string | null
  readonly product_id: string | null
  /** Last day that can have sales where the store is. */
  readonly today: string | null
}

/**
 * Takes rows out of `sales_import` whose store or SKU is unknown, or whose day is in the future at the store, more than 20
 * years back, or outside of the store's life; says why.
 */
export async function rejectSales(db: Kysely<StoreSchema>, now: number): Promise<Reject[]> {
  const stores = await db.selectFrom('store.store').select(['id', 'time_zone']).execute()
  const today = new Map([...new Set(stores.map((store) => store.time_zone))].map((zone) => [zone, localDay(now, zone)]))
  const days = stores.map((store) => today.get(store.time_zone) ?? null)
  const oldest = yearsBefore(now, maxAgeYears)
  const { rows } = await sql<FaultyLine>`
    delete from sales_import line
    using (
      select i.ordinal, store.id as store_id, product.product_id, here.today, store.opened_on, store.closed_on
      from sales_import i
      left join store.store on store.external_id = i.store_ref
      left join unnest(${stores.map((store) => store.id)}::uuid[], ${days}::date[]) as here (store_id, today) on here.store_id = store.id
      left join import_product product on product.ref = i.product_ref
      where store.id is null or product.product_id is null
        or i.sold_on > here.today or i.sold_on < ${oldest}::date
        or i.sold_on < store.opened_on or i.sold_on > store.closed_on
    ) fault
    where fault.ordinal = line.ordinal
    returning line.row, line.sold_on, line.store_ref, line.product_ref,
      fault.store_id, fault.product_id, fault.today, fault.opened_on, fault.closed_on`.execute(db)
  return rows.map((line) => ({ row: line.row, reason: unknownReference(line) ?? dayFault(line, oldest) }))
}

function dayFault({ sold_on, today, ...life }: FaultyLine, oldest: string): string {
  const got = `soldOn got ${sold_on}`
  if (today !== null && sold_on > today) return `${got}, wanted a day that is not in the future: it is ${today} at the store`
  if (sold_on < oldest) return `${got}, wanted a day from ${oldest} on, ${maxAgeYears} years back`
  return `${got}, ${wantedOfLife(sold_on, life) ?? 'wanted another'}`
}

/** The day some years before an instant (milliseconds). */
export function yearsBefore(now: number, years: number): string {
  const instant = new Date(now)
  instant.setUTCFullYear(instant.getUTCFullYear() - years)
  return instant.toISOString().slice(0, 10)
}
