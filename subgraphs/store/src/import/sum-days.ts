import type { Reject } from '@hemisphere/kit/bulk-import.ts'
import { sql, type Kysely } from 'kysely'
import type { StoreSchema } from '../database-schema.ts'
import { fullMinorSum } from '../sales/full-minor-sum.ts'
import { beyondBounds, maxDayMinor, maxDayUnits } from './check-sales-row.ts'
import { quote } from '@hemisphere/kit/text-fault.ts'

/** Sums the rows of `sales_import` by store, SKU and day into the temporary table `sales_day`; a day is out of stock when any row says so. */
export async function sumDays(db: Kysely<StoreSchema>): Promise<void> {
  await sql`
    create temporary table sales_day (
      store_id uuid not null, product_id uuid not null, sold_on date not null,
      sold_units bigint not null, returned_units bigint not null, net_minor bigint not null, full_minor bigint, out_of_stock boolean not null
    ) on commit drop`.execute(db)
  await sql`
    insert into sales_day
    select store.id, product.product_id, i.sold_on,
      sum(i.sold_units), sum(i.returned_units), sum(i.net_minor), ${fullMinorSum(sql`i`)}, bool_or(i.out_of_stock)
    from sales_import i
    join store.store on store.external_id = i.store_ref
    join import_product product on product.ref = i.product_ref
    group by store.id, product.product_id, i.sold_on`.execute(db)
  await sql`analyze sales_day`.execute(db)
}

interface ExcessLine {
  readonly row: number
  readonly store_ref: string
  readonly product_ref: string
  readonly sold_on: string
}

/** Takes days out of `sales_day` that are each good in every row and beyond all reason in their sum, with all their rows. */
export async function rejectExcess(db: Kysely<StoreSchema>): Promise<Reject[]> {
  const { rows } = await sql<ExcessLine>`
    with excess as (
      delete from sales_day
      where sold_units > ${maxDayUnits}::int or returned_units > ${maxDayUnits}::int
        or abs(net_minor) > ${maxDayMinor}::bigint or abs(full_minor) > ${maxDayMinor}::bigint
      returning store_id, product_id, sold_on
    )
    delete from sales_import line
    using excess, store.store, import_product product
    where store.id = excess.store_id and store.external_id = line.store_ref
      and product.product_id = excess.product_id and product.ref = line.product_ref
      and excess.sold_on = line.sold_on
    returning line.row, line.store_ref, line.product_ref, line.sold_on`.execute(db)
  return rows.map(({ row, store_ref, product_ref, sold_on }) => ({
    row,
    reason: `the rows of store ${quote(store_ref)}, product ${quote(product_ref)} on ${sold_on} ${beyondBounds}`,
  }))
}
