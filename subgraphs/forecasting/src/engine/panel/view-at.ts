import { at } from '../vector.ts'
import type { PanelOptions, PanelSeries, PanelView } from './panel.ts'

/** The panel as it was known `back` periods ago; series with fewer than `least` values by then are left out. */
export function viewAt(panel: readonly PanelSeries[], back: number, { season, horizon }: PanelOptions, least = 1): PanelView {
  const series = panel
    .filter(({ values }) => values.length - back >= least)
    .map((one) => ({ series: one, history: fillGaps(one.values.subarray(0, one.values.length - back)) }))
  return { season, horizon, series: series.filter(({ history }) => history.length > 0) }
}

/** Values without gaps: a gap lies on the line between its neighbours, or repeats the only one. Empty when nothing is known. */
export function fillGaps(values: Float64Array): Float64Array {
  if (!values.some(Number.isNaN)) return values
  const known = [...values.keys()].filter((step) => !Number.isNaN(at(values, step)))
  const [first, last] = [known[0], known.at(-1)]
  if (first === undefined || last === undefined) return new Float64Array(0)
  const filled = values.slice()
  filled.fill(at(values, first), 0, first)
  filled.fill(at(values, last), last + 1)
  for (const [index, from] of known.entries()) {
    const to = known[index + 1] ?? from
    for (let step = from + 1; step < to; step++) {
      filled[step] = at(values, from) + ((at(values, to) - at(values, from)) * (step - from)) / (to - from)
    }
  }
  return filled
}
