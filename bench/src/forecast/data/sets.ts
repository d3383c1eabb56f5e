import type { PanelCase, PanelSet } from './panel-set.ts'
import type { Reference } from './reference.ts'
import { readSeries, type LongSeries } from './long-series.ts'

const season = 52
const weekMs = 7 * 86_400_000

interface CutOptions {
  readonly end: number
  readonly horizon: number
  readonly isScored: boolean
  readonly referenceId: string
  readonly firstPosition?: number
  readonly regressors?: readonly string[]
  readonly group?: string
}

function cut({ id, values, rows }: LongSeries, options: CutOptions): PanelCase {
  const { end, horizon, isScored, referenceId, firstPosition = 0, regressors = [], group = '' } = options
  return {
    isScored,
    referenceId,
    actual: values.slice(end, end + horizon),
    series: {
      id,
      group,
      values: values.slice(0, end),
      positions: Int32Array.from({ length: end + horizon }, (_, step) => firstPosition + step),
      regressors: regressors.map((column) => Float64Array.from(rows.slice(0, end + horizon), (row) => Number(row[column]))),
    },
  }
}

/** Jewellery at the four rolling origins of the reference, 13 weeks ahead. */
export function jewellerySets(): readonly PanelSet[] {
  const horizon = 13
  const series = readSeries('jewelry_weekly.csv.gz')
  return [72, 85, 98, 111].map((end) => ({
    name: `jewellery@${end}`,
    season,
    horizon,
    cases: series.map((one) => cut(one, { end, horizon, isScored: true, referenceId: `${one.id}@${end}` })),
  }))
}

/** Store × brand weeks of orange juice; price and promotion are known ahead. Scored are the series that R was given. */
export function orangeJuiceSets(reference: Reference): readonly PanelSet[] {
  const horizon = 8
  const series = readSeries('oj_store_brand_weekly.csv.gz')
  const first = Math.min(...series.map(({ periods }) => Date.parse(periods[0] ?? '')))
  const known = reference.get('theta_ns')
  return [1, 2, 3, 4].map((origin) => ({
    name: `orange juice, ${origin * horizon} weeks back`,
    season,
    horizon,
    cases: series.map((one) =>
      cut(one, {
        end: one.values.length - origin * horizon,
        horizon,
        isScored: known?.has(one.id) === true,
        referenceId: one.id,
        firstPosition: Math.round((Date.parse(one.periods[0] ?? '') - first) / weekMs),
        regressors: ['price_per_oz', 'deal', 'feat'],
        group: one.id.split('_')[1] ?? '',
      }),
    ),
  }))
}

/** Monthly sales of car parts, 6 ahead; scored are the series that R was given. */
export function carPartsSet(reference: Reference): PanelSet {
  return lastPart(reference, { name: 'car parts', file: 'carparts_monthly.csv.gz', season: 12, horizon: 6 })
}

/** Weekly sales of an e-tailer, 8 ahead; scored are the series that R was given. */
export function onlineRetailSet(reference: Reference): PanelSet {
  return lastPart(reference, { name: 'online retail', file: 'online_retail_weekly.csv.gz', season, horizon: 8 })
}

interface LastPart {
  readonly name: string
  readonly file: string
  readonly season: number
  readonly horizon: number
}

function lastPart(reference: Reference, { name, file, season: periods, horizon }: LastPart): PanelSet {
  const known = reference.get('ses')
  const cases = readSeries(file).map((one) =>
    cut(one, { end: one.values.length - horizon, horizon, isScored: known?.has(one.id) === true, referenceId: one.id }),
  )
  return { name, season: periods, horizon, cases: cases.filter(({ series }) => series.values.length > 0) }
}
