import type { StyleSales } from '@hemisphere/forecasting/engine/new-style/styles.ts'
import { readSeries } from './long-series.ts'
import { readRows } from './shared-data.ts'

const dayMs = 86_400_000

/** All series are recorded every other day over these days. */
export const dressDays = 45

/** Dresses with their attributes as recorded and cumulative sales by day; the rating is left out, since it is known only after sales. */
export function readDresses(): readonly StyleSales[] {
  const rows = new Map(readRows('dresses_attributes.csv').map((row) => [row['dress_id'] ?? '', row]))
  return readSeries('dresses_cumsales.csv.gz').map(({ id, periods, values }) => {
    const { dress_id: _, rating: __, ...attributes } = rows.get(id) ?? {}
    const first = Date.parse(periods[0] ?? '')
    return {
      id,
      attributes,
      days: Int32Array.from(periods, (period) => Math.round((Date.parse(period) - first) / dayMs)),
      cumulativeUnits: values,
    }
  })
}
