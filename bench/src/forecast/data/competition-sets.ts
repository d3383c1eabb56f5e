import { readSeries } from './long-series.ts'
import type { PanelSet } from './panel-set.ts'

/** M3's monthly series with their official split. */
export function m3MonthlySet(): PanelSet {
  return splitSet({ name: 'M3 monthly', file: 'm3_monthly.csv.gz', season: 12, horizon: 18 })
}

/** M4's weekly series with their official split. */
export function m4WeeklySet(): PanelSet {
  return splitSet({ name: 'M4 weekly', file: 'm4_weekly.csv.gz', season: 52, horizon: 13 })
}

interface SplitSet {
  readonly name: string
  readonly file: string
  readonly season: number
  readonly horizon: number
}

function splitSet({ name, file, season, horizon }: SplitSet): PanelSet {
  const cases = readSeries(file).map(({ id, rows, values }) => {
    const end = rows.filter((row) => row['split'] === 'train').length
    const positions = Int32Array.from({ length: end + horizon }, (_, step) => step)
    return {
      isScored: true,
      referenceId: id,
      actual: values.slice(end, end + horizon),
      // Each series is of another trade: it lends its season to none.
      series: { id, group: id, values: values.slice(0, end), positions, regressors: [] },
    }
  })
  return { name, season, horizon, cases }
}
