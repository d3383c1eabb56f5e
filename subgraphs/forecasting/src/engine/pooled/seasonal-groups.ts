import type { PanelView } from '../panel/panel.ts'
import { resemblesLastSeason } from '../season.ts'
import { at, sumOf } from '../vector.ts'

/** Deviation of the logarithms of a group's sales, their trend taken out, from which its swing is no small matter. */
const leastSwing = 0.15
/** A peak that was seen once is a season's when so many series of a group have it, each selling so much more in its periods. */
const sharedPeak = { members: 10, share: 0.6, lift: 1.5, periods: 4 }

/**
 * Groups whose sales, each series counting by its own mean, swing and do so again a season later, or peak in most series at once. Of their
 * series a forecast that knows no season may do well for months, and fails when the season turns: how it did at the last origins says
 * nothing of that.
 */
export function seasonalGroups({ series, season }: PanelView): ReadonlySet<string> {
  if (season < 2) return new Set()
  const groups = Map.groupBy(
    series.filter(({ history }) => history.length > season),
    ({ series: { group } }) => group,
  )
  const seasonal = new Set<string>()
  for (const [group, members] of groups) {
    const total = withoutTrend(sumByPosition(members))
    if (swingOf(total) > leastSwing && (resemblesLastSeason(total, season) || hasSharedPeak(members, total))) seasonal.add(group)
  }
  return seasonal
}

function hasSharedPeak(members: PanelView['series'], total: Float64Array): boolean {
  if (members.length < sharedPeak.members) return false
  const first = firstPosition(members)
  const highest = new Set([...total.keys()].toSorted((a, b) => at(total, b) - at(total, a)).slice(0, sharedPeak.periods))
  const lifted = members.filter(({ series, history }) => {
    const mean = sumOf(history) / history.length
    const peak = history.filter((_, step) => highest.has((series.positions[step] ?? 0) - first))
    return mean > 0 && peak.length > 0 && sumOf(peak) / peak.length > sharedPeak.lift * mean
  })
  return lifted.length >= sharedPeak.share * members.length
}

function firstPosition(members: PanelView['series']): number {
  return Math.min(...members.map(({ series }) => series.positions[0] ?? 0))
}

/** What is left of a line through the values. */
function withoutTrend(values: Float64Array): Float64Array {
  const centre = (values.length - 1) / 2
  const mean = sumOf(values) / values.length
  let [slope, spread] = [0, 0]
  for (let step = 0; step < values.length; step++) {
    slope += (step - centre) * (at(values, step) - mean)
    spread += (step - centre) ** 2
  }
  return values.map((value, step) => value - mean - (spread > 0 ? slope / spread : 0) * (step - centre))
}

/** Logarithm of the mean of the members' values over their own means, by position of the calendar. */
function sumByPosition(members: PanelView['series']): Float64Array {
  const first = firstPosition(members)
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
