import { sql, type Kysely } from 'kysely'
import type { ForecastingSchema } from '../database-schema.ts'

/**
 * First day of the last whole week with a sale, in any store; null when nothing was sold yet. The calendar week that still
 * runs is left out: half a week looks like a fall in demand.
 */
export async function findDataThrough(db: Kysely<ForecastingSchema>): Promise<string | null> {
  const row = await db
    .selectFrom('store.sales_feed_v1')
    .where('sold_units', '>', 0)
    .where('week_start', '<=', sql<string>`current_date - 7`)
    .select((eb) => eb.fn.max('week_start').as('through'))
    .executeTakeFirst()
  return row?.through ?? null
}
