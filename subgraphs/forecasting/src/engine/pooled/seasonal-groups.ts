import type { PanelView } from '../panel/panel.ts'
import { resemblesLastSeason } from '../season.ts'
import { at, sumOf } from '../vector.ts'

/** Deviation of the logarithms of a group's sales from which its swing is no small matter. */
const leastSwing = 0.15

/**
 * Groups whose sales, each series counting by its own mean, swing and do so again a season later. Of their series a forecast that knows no
 * season may do well for months, and fails when the season turns: how it did at the last origins says nothing of that.
 */
export function seasonalGroups({ series, season }: PanelView): ReadonlySet<string> {
  if (season < 2) return new Set()
  const members = Map.groupBy(
    series.filter(({ history }) => history.length > season),
    ({ series: { group } }) => group,
  )
  const seasonal = new Set<string>()
  for (const [group, all] of members) {
    const total = sumByPosition(all)
    if (swingOf(total) > leastSwing && resemblesLastSeason(total, season)) seasonal.add(group)
  }
  return seasonal
}

/** Logarithm of the mean of the members' values over their own means, by position of the calendar. */
function sumByPosition(members: PanelView['series']): Float64Array {
  const first = Math.min(...members.map(({ series }) => series.positions[0] ?? 0))
  const last = Math.max(...members.map(({ series, history }) => series.positions[history.length - 1] ?? 0))
  const sums = new Float64Array(last - first + 1)
  const counts = new Float64Array(last - first + 1)
  for (const { series, history } of members) {
    const mean = sumOf(history) / history.length
    if (mean <= 0) continue
    for (let step = 0; step < history.length; step++) {
      const place = (series.positions[step] ?? 0) - first
      sums[place] = at(sums, place) + at(history, step) / mean
      counts[place] = at(counts, place) + 1
    }
  }
  return sums.map((sum, place) => Math.log(Math.max(0, sum / Math.max(1, at(counts, place))) + 0.05))
}

function swingOf(values: Float64Array): number {
  const mean = sumOf(values) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
}
