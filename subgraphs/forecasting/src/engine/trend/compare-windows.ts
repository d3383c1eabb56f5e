import { at, sumOf } from '../vector.ts'
import { comparedWeeks, windowWeeks, type TrendItem } from './trend-input.ts'

/** The last weeks of an item against as many before them. */
export interface WindowComparison {
  readonly unitsAfter: number
  readonly unitsBefore: number
  /** Share of the days of a window on which it could be bought, the lower of the two. */
  readonly availability: number
  /** Logarithm of the growth, season and stock-outs removed. */
  readonly logGrowth: number
  /** Variance of `logGrowth` were sales a Poisson process. */
  readonly variance: number
  /** Pearson's χ² of the weeks around the levels of their windows, and its degrees of freedom. */
  readonly chiSquared: number
  readonly degrees: number
}

/** Weeks that are taken together. */
interface Window {
  readonly sold: Float64Array
  readonly exposure: Float64Array
  readonly units: number
  readonly size: number
  readonly availability: number
}

/**
 * Compares windows of four weeks, or of half of the weeks that there are. A week counts by its exposure: season's factor times the
 * share of days in stock. Growth is a ratio of rates of counts, with half a unit added on both sides so that a window without a sale
 * has one, too: its logarithm's variance is 1/(a + ½) + 1/(b + ½) (Haldane 1956, Anscombe 1956). Undefined below two weeks, and
 * where a window had nothing to sell.
 */
export function compareWindows({ units, availability }: TrendItem, season: Float64Array): WindowComparison | undefined {
  const weeks = Math.min(windowWeeks, Math.floor(units.length / 2))
  if (weeks === 0) return undefined
  const window = (end: number): Window => {
    const from = units.length - end - weeks
    const to = units.length - end
    const sold = units.slice(from, to)
    const inStock = availability.slice(from, to)
    const exposure = inStock.map((share, week) => share * at(season, comparedWeeks - end - weeks + week))
    return { sold, exposure, units: sumOf(sold), size: sumOf(exposure), availability: sumOf(inStock) / weeks }
  }
  const [after, before] = [window(0), window(weeks)]
  if (after.size === 0 || before.size === 0) return undefined
  return {
    unitsAfter: after.units,
    unitsBefore: before.units,
    availability: Math.min(after.availability, before.availability),
    logGrowth: Math.log((after.units + 0.5) / after.size) - Math.log((before.units + 0.5) / before.size),
    variance: 1 / (after.units + 0.5) + 1 / (before.units + 0.5),
    chiSquared: chiSquaredOf(after) + chiSquaredOf(before),
    degrees: 2 * (weeks - 1),
  }
}

function chiSquaredOf({ sold, exposure, units, size }: Window): number {
  let sum = 0
  for (const [week, value] of sold.entries()) {
    const expected = (units * at(exposure, week)) / size
    if (expected > 0) sum += (value - expected) ** 2 / expected
  }
  return sum
}
