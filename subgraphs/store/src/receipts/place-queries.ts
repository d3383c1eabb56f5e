import { anyText } from '@hemisphere/kit/any-of.ts'
import { sql, type Kysely } from 'kysely'
import type { StoreSchema } from '../database-schema.ts'
import { localDays } from '../import/local-day.ts'
import { selectProducts } from '../import/resolve-products.ts'
import type { InputRow, Places } from './place-lines.ts'
import type { TradingStore } from './sales-line.ts'

/** Stores and SKUs that lines name, as far as the tenant has them. */
export async function findPlaces(db: Kysely<StoreSchema>, rows: readonly InputRow[]): Promise<Places> {
  const stores = await findStores(db, [...new Set(rows.map(({ input }) => input.storeExternalId))])
  const productIds = await findProductIds(db, [...new Set(rows.map(({ input }) => input.productExternalId))])
  return { stores, productIds }
}

async function findStores(db: Kysely<StoreSchema>, externalIds: readonly string[]): Promise<ReadonlyMap<string, TradingStore>> {
  const rows = await db
    .selectFrom('store.store')
    .where('external_id', '=', anyText(externalIds))
    .select(['id', 'external_id', 'time_zone', 'currency_code', 'opened_on', 'closed_on'])
    .execute()
  const days = new Map([...new Set(rows.map((row) => row.time_zone))].map((timeZone) => [timeZone, localDays(timeZone)]))
  return new Map(
    rows.map(({ id, external_id, time_zone, currency_code, opened_on, closed_on }) => {
      const dayOf = days.get(time_zone) ?? localDays(time_zone)
      return [external_id, { id, currencyCode: currency_code, opened_on, closed_on, dayOf }]
    }),
  )
}

async function findProductIds(db: Kysely<StoreSchema>, refs: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await selectProducts(sql`select ref from unnest(${refs}::text[]) as asked (ref)`).execute(db)
  return new Map(rows.map((row) => [row.ref, row.product_id]))
}
