import type { PanelView, SeriesView } from '../panel/panel.ts'
import { at } from '../vector.ts'
import { seasonLevels } from './season-levels.ts'

/** How much of what sets a series apart from its group is believed, and over how many neighbouring periods it is smoothed. */
const ownShare = 0.6
const smoothPeriods = 1
/** Added to ratios before logarithms: a period without sales is no sign of minus infinity. */
const offset = 0.1
const leastIndex = 0.02

/**
 * Seasonal indices of every series: those of its group, moved by what the series' own past says, smoothed over neighbouring periods. One
 * entry a period of the season, its mean about 1; undefined for a series with less than a season. Series count by the root of their level.
 */
export function pooledSeasons(view: PanelView): readonly (Float64Array | undefined)[] {
  const { season, series } = view
  const ratios = series.map((one) => ratiosOf(one, season))
  const groups = new Map<string, Float64Array>()
  for (const { series: member } of series) {
    if (groups.has(member.group)) continue
    const members = ratios.filter((_, index) => series[index]?.series.group === member.group)
    groups.set(member.group, averageRatios(members, season))
  }
  return series.map(({ series: member }, index) => {
    const own = ratios[index]
    const pool = groups.get(member.group)
    return own === undefined || pool === undefined ? undefined : moveTowardsOwn(pool, own)
  })
}

interface OwnRatios {
  /** Sum and number of value ÷ level by period of the season. */
  readonly sums: Float64Array
  readonly counts: Float64Array
  readonly weight: number
}

function ratiosOf({ series, history }: SeriesView, season: number): OwnRatios | undefined {
  if (season < 2 || history.length < season) return undefined
  const levels = seasonLevels(history, season)
  const sums = new Float64Array(season)
  const counts = new Float64Array(season)
  let total = 0
  for (let step = 0; step < history.length; step++) {
    const level = at(levels, step)
    if (level <= 0) continue
    const period = periodAt(series.positions, step, season)
    sums[period] = at(sums, period) + Math.max(0, at(history, step)) / level
    counts[period] = at(counts, period) + 1
    total += level
  }
  return { sums, counts, weight: Math.sqrt(total / history.length) }
}

function averageRatios(members: readonly (OwnRatios | undefined)[], season: number): Float64Array {
  const sums = new Float64Array(season)
  const weights = new Float64Array(season)
  for (const member of members) {
    if (member === undefined) continue
    for (let period = 0; period < season; period++) {
      sums[period] = at(sums, period) + member.weight * at(member.sums, period)
      weights[period] = at(weights, period) + member.weight * at(member.counts, period)
    }
  }
  return sums.map((sum, period) => (at(weights, period) > 0 ? sum / at(weights, period) : 1))
}

function moveTowardsOwn(pool: Float64Array, { sums, counts }: OwnRatios): Float64Array {
  const season = pool.length
  const moves = pool.map((index, period) => {
    const count = at(counts, period)
    return count === 0 ? 0 : Math.log((at(sums, period) / count + offset) / (index + offset))
  })
  return pool.map((index, period) => {
    const smoothed = smoothAround(moves, period, season)
    return Math.max(leastIndex, (index + offset) * Math.exp(ownShare * smoothed) - offset)
  })
}

/** Mean of the neighbours under a normal kernel, the season being a circle. */
function smoothAround(values: Float64Array, centre: number, season: number): number {
  const reach = Math.min(3 * smoothPeriods, Math.floor((season - 1) / 2))
  let [sum, weights] = [0, 0]
  for (let away = -reach; away <= reach; away++) {
    const weight = Math.exp(-((away / smoothPeriods) ** 2) / 2)
    sum += weight * at(values, (centre + away + season) % season)
    weights += weight
  }
  return sum / weights
}

/** Period of the season of a step. */
export function periodAt(positions: Int32Array, step: number, season: number): number {
  const period = (positions[step] ?? 0) % season
  return period < 0 ? period + season : period
}
