import { classifyTrend, type ClassifiedTrend } from './classify-trend.ts'
import { compareWindows, type WindowComparison } from './compare-windows.ts'
import { randomEffects, shrink } from './random-effects.ts'
import { checkTrendItem, comparedWeeks, wantSeason, windowWeeks, type TrendItem, type TrendOptions } from './trend-input.ts'

export type NoTrendReason = 'TOO_FEW_UNITS' | 'MOSTLY_OUT_OF_STOCK' | 'TOO_YOUNG'

export interface RankedTrend extends ClassifiedTrend {
  readonly id: string
  /** Growth of the last weeks over those before, season and stock-outs removed, drawn to the group's by how little is known; per cent. */
  readonly momentumPercent: number
  /** 1 is the strongest rise. */
  readonly rank: number
  /** Units of the last four weeks. */
  readonly soldUnits: number
}

export interface UnrankedTrend {
  readonly id: string
  readonly reason: NoTrendReason
  readonly soldUnits: number
}

export interface Trends {
  /** By rank. */
  readonly ranked: readonly RankedTrend[]
  /** Most units first. */
  readonly unranked: readonly UnrankedTrend[]
}

interface Compared {
  readonly item: TrendItem
  readonly comparison: WindowComparison
}

/**
 * Ranks merchandise by its growth. What counts as a rise is growth beyond the group's; how sure that is comes from the counts, from how
 * much more than a Poisson process the group's weeks scatter, and from how unlike the growth of its items is. RangeError for malformed items.
 */
export function rankTrends(items: readonly TrendItem[], options: TrendOptions): Trends {
  const unranked: UnrankedTrend[] = []
  const compared: Compared[] = []
  for (const item of items) {
    checkTrendItem(item)
    const comparison = compareWindows(item, wantSeason(item.group, options.seasonOf(item.group)))
    const judged = judgeComparable(item, comparison, options)
    if (typeof judged === 'string') unranked.push({ id: item.id, reason: judged, soldUnits: soldLately(item) })
    else compared.push({ item, comparison: judged })
  }
  const groups = Map.groupBy(compared, ({ item }) => item.group)
  const ranked = [...groups.values()]
    .flatMap(judgeGroup)
    .toSorted((one, other) => other.momentumPercent - one.momentumPercent || compareIds(one, other))
  return {
    ranked: ranked.map((trend, index) => ({ ...trend, rank: index + 1 })),
    unranked: unranked.toSorted((one, other) => other.soldUnits - one.soldUnits || compareIds(one, other)),
  }
}

/** Places won by each since an earlier ranking, negative when lost; those who were not ranked then have no entry. */
export function rankChanges(now: Trends, before: Trends): ReadonlyMap<string, number> {
  const ranks = new Map(before.ranked.map(({ id, rank }) => [id, rank]))
  return new Map(
    now.ranked.flatMap(({ id, rank }): [string, number][] => {
      const earlier = ranks.get(id)
      return earlier === undefined ? [] : [[id, earlier - rank]]
    }),
  )
}

/** Half of the days in stock make a window comparable. */
const leastAvailability = 0.5

/** The comparison where it can be ranked by, else the reason against it. */
function judgeComparable(
  { units }: TrendItem,
  comparison: WindowComparison | undefined,
  { minUnits }: TrendOptions,
): WindowComparison | NoTrendReason {
  if (units.length < 2) return 'TOO_YOUNG'
  if (comparison === undefined || comparison.availability <= leastAvailability) return 'MOSTLY_OUT_OF_STOCK'
  // What sold well before and does not any more is what somebody wants to see.
  return Math.max(comparison.unitsAfter, comparison.unitsBefore) < minUnits ? 'TOO_FEW_UNITS' : comparison
}

function judgeGroup(group: readonly Compared[]): Omit<RankedTrend, 'rank'>[] {
  const dispersion = dispersionOf(group)
  const measured = group.map(({ item, comparison: { logGrowth, variance } }) => ({
    item,
    value: logGrowth,
    variance: variance * dispersion,
  }))
  const effects = randomEffects(measured)
  return measured.map(({ item, ...growth }): Omit<RankedTrend, 'rank'> => {
    const believed = shrink(growth, effects)
    const beyond = { value: believed.value - effects.mean, variance: believed.variance }
    return {
      id: item.id,
      ...(item.units.length < comparedWeeks ? { direction: 'NEW', confidence: 1 } : classifyTrend(beyond)),
      momentumPercent: 100 * Math.expm1(believed.value),
      soldUnits: soldLately(item),
    }
  })
}

/** By how much the weeks of a group scatter more than a Poisson process does; never less (quasi-likelihood, McCullagh & Nelder 1989, 6.2). */
function dispersionOf(group: readonly Compared[]): number {
  let chiSquared = 0
  let degrees = 0
  for (const { comparison } of group) {
    chiSquared += comparison.chiSquared
    degrees += comparison.degrees
  }
  return degrees === 0 ? 1 : Math.max(1, chiSquared / degrees)
}

function soldLately({ units }: TrendItem): number {
  return units.slice(-windowWeeks).reduce((sum, value) => sum + value, 0)
}

function compareIds(one: { readonly id: string }, other: { readonly id: string }): number {
  return one.id < other.id ? -1 : 1
}
