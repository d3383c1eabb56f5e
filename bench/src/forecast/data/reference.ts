import { readRows } from './shared-data.ts'

/** A stored forecast of R: one entry a step; bounds are NaN where the method has none. */
export interface ReferenceForecast {
  readonly mean: Float64Array
  readonly low80: Float64Array
  readonly high80: Float64Array
  readonly low95: Float64Array
  readonly high95: Float64Array
}

export type Reference = ReadonlyMap<string, ReadonlyMap<string, ReferenceForecast>>

/** Forecasts of R by method, then by series, from `reference/r_<set>_forecasts.csv.gz`. */
export function readReference(set: string): Reference {
  const columns = new Map<string, Map<string, Record<keyof ReferenceForecast, number[]>>>()
  for (const row of readRows(`reference/r_${set}_forecasts.csv.gz`)) {
    const { method = '', series_id: id = '' } = row
    let bySeries = columns.get(method)
    if (bySeries === undefined) columns.set(method, (bySeries = new Map()))
    let series = bySeries.get(id)
    if (series === undefined) bySeries.set(id, (series = { mean: [], low80: [], high80: [], low95: [], high95: [] }))
    series.mean.push(toNumber(row['mean']))
    series.low80.push(toNumber(row['lo80']))
    series.high80.push(toNumber(row['hi80']))
    series.low95.push(toNumber(row['lo95']))
    series.high95.push(toNumber(row['hi95']))
  }
  return new Map([...columns].map(([method, bySeries]) => [method, new Map([...bySeries].map(([id, lists]) => [id, toForecast(lists)]))]))
}

/** MASE of R's methods by series, as stored in `reference/r_<set>_per_series.csv.gz`. */
export function readPerSeries(set: string): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const scores = new Map<string, Map<string, number>>()
  for (const row of readRows(`reference/r_${set}_per_series.csv.gz`)) {
    const { method = '', series_id: id = '' } = row
    const bySeries = scores.get(method) ?? new Map<string, number>()
    scores.set(method, bySeries.set(id, toNumber(row['mase'])))
  }
  return scores
}

function toForecast(lists: Readonly<Record<keyof ReferenceForecast, number[]>>): ReferenceForecast {
  return {
    mean: Float64Array.from(lists.mean),
    low80: Float64Array.from(lists.low80),
    high80: Float64Array.from(lists.high80),
    low95: Float64Array.from(lists.low95),
    high95: Float64Array.from(lists.high95),
  }
}

function toNumber(text = ''): number {
  return text === '' || text === 'NA' ? Number.NaN : Number(text)
}
