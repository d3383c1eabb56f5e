import type { PanelSeries } from '../engine/panel/panel.ts'
import { FaultyFileError } from './faulty-file-error.ts'
import type { FileSeries } from './read-series.ts'

/** One series up to an origin, with what its file says of the steps ahead. */
export interface CutSeries {
  readonly panel: PanelSeries
  /** Period of the last row before the origin. */
  readonly origin: string
  /** Steps for which regressors are known: all of them without any. */
  readonly knownSteps: number
}

export interface CutOptions {
  readonly horizon: number
  /** Rows before the end of training at which the origin lies. */
  readonly back: number
  readonly regressors: readonly string[]
}

/** What a panel is told at one origin: no value of a later row. Series with no value before it are left out. */
export function cutPanel(series: readonly FileSeries[], options: CutOptions): readonly CutSeries[] {
  return series.flatMap((one) => {
    const rows = one.trainedRows - options.back
    const values = one.values.slice(0, Math.max(0, rows))
    if (!values.some((value) => !Number.isNaN(value))) return []
    return [cut(one, values, options)]
  })
}

function cut(series: FileSeries, values: Float64Array, { horizon, regressors }: CutOptions): CutSeries {
  const rows = values.length
  const ahead = Math.min(horizon, series.periods.length - rows)
  if (regressors.length > 0 && ahead === 0)
    throw new FaultyFileError(
      `series "${series.id}" ends with line ${series.lines[rows - 1]}, and what is known of ${regressors.join(', ')} ahead is missing: add rows without a value, or leave out --regressors`,
    )
  const knownSteps = regressors.length === 0 ? horizon : ahead
  const panel: PanelSeries = {
    id: series.id,
    group: series.group,
    values,
    positions: extend(series.positions.slice(0, rows + ahead), rows + horizon),
    regressors: series.regressors.map((column, index) =>
      known(column.slice(0, rows + ahead), { series, name: regressors[index] ?? '', length: rows + horizon }),
    ),
  }
  return { panel, origin: series.periods[rows - 1] ?? '', knownSteps }
}

function extend(positions: Int32Array, length: number): Int32Array {
  const last = positions.at(-1) ?? 0
  return Int32Array.from({ length }, (_, step) => positions[step] ?? last + step - positions.length + 1)
}

interface Known {
  readonly series: FileSeries
  readonly name: string
  readonly length: number
}

/** A regressor's column: no gaps, and beyond what is known its last value, which no forecast that is told uses. */
function known(column: Float64Array, { series, name, length }: Known): Float64Array {
  const gap = column.findIndex(Number.isNaN)
  if (gap >= 0)
    throw new FaultyFileError(`line ${series.lines[gap]}: column "${name}" has no number, wanted one in every row of a regressor`)
  const last = column.at(-1) ?? 0
  return Float64Array.from({ length }, (_, step) => column[step] ?? last)
}
