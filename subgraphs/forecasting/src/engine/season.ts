import { at, lagProduct, sumOf } from './vector.ts'
import { estimateIndices, trendOf } from './seasonal-indices.ts'
import type { Omission, SeasonalIndices } from './seasonal-indices.ts'

export const ONE_SIDED_95 = 1.6448536269514722
const LEAST_PAIRS = 8
const NOTHING: Omission = { start: 0, end: 0 }

/** The season of a history of at least two of them, as each method wants to know it. */
export interface Season {
  /** The history without season and noise, one entry a week. */
  readonly trend: Float64Array
  readonly additive: SeasonalIndices
  readonly multiplicative: SeasonalIndices
  /** The years agree on a season (F test at 5 %). */
  readonly stable: boolean
  /** The autocorrelation test of the Theta method calls the history seasonal. */
  readonly autocorrelated: boolean
}

/** The season of a history; undefined with less than two of them. */
export function findSeason(history: Float64Array, seasonWeeks: number): Season | undefined {
  if (seasonWeeks < 2 || history.length < 2 * seasonWeeks) return undefined
  const trend = trendOf(history, seasonWeeks)
  const additive = estimateIndices(history, trend, { seasonWeeks, kind: 'ADDITIVE', omit: NOTHING })
  const multiplicative = estimateIndices(history, trend, { seasonWeeks, kind: 'MULTIPLICATIVE', omit: NOTHING })
  return {
    trend,
    additive,
    multiplicative,
    stable: Math.max(additive.stability, multiplicative.stability) > ONE_SIDED_95,
    autocorrelated: isAutocorrelated(history, seasonWeeks),
  }
}

/** The same season with indices that don't know the omitted weeks; its trend and whether there is one stay as they were found. */
export function withoutWeeks(season: Season, history: Float64Array, omit: Omission): Season {
  const seasonWeeks = season.additive.index.length
  return {
    ...season,
    additive: estimateIndices(history, season.trend, { seasonWeeks, kind: 'ADDITIVE', omit }),
    multiplicative: estimateIndices(history, season.trend, { seasonWeeks, kind: 'MULTIPLICATIVE', omit }),
  }
}

/**
 * The 90 % test that goes with the Theta method (Assimakopoulos & Nikolopoulos 2000; Fiorucci et al. 2016):
 * |r_m| > 1.645 · √((1 + 2 Σ_{i<m} r_i²) / n).
 */
export function isAutocorrelated(history: Float64Array, seasonWeeks: number): boolean {
  const weeks = history.length
  const mean = sumOf(history) / weeks
  const centred = history.map((units) => units - mean)
  const total = lagProduct(centred, 0)
  if (total === 0) return false
  let squares = 0
  for (let lag = 1; lag < seasonWeeks; lag++) squares += (lagProduct(centred, lag) / total) ** 2
  const atSeason = lagProduct(centred, seasonWeeks) / total
  return Math.abs(atSeason) > ONE_SIDED_95 * Math.sqrt((1 + 2 * squares) / weeks)
}

/**
 * Whether the weeks of a history go with the same weeks a season before: the correlation of those pairs is above zero at 5 %, one-sided.
 * It needs a season and 8 weeks, far less than two seasons.
 */
export function resemblesLastSeason(history: Float64Array, seasonWeeks: number): boolean {
  const pairs = history.length - seasonWeeks
  if (seasonWeeks < 2 || pairs < LEAST_PAIRS) return false
  const earlier = history.subarray(0, pairs)
  const later = history.subarray(seasonWeeks)
  const [earlierMean, laterMean] = [sumOf(earlier) / pairs, sumOf(later) / pairs]
  let [both, earlierSquares, laterSquares] = [0, 0, 0]
  for (let week = 0; week < pairs; week++) {
    const [x, y] = [at(earlier, week) - earlierMean, at(later, week) - laterMean]
    both += x * y
    earlierSquares += x * x
    laterSquares += y * y
  }
  return both * Math.sqrt(pairs) > ONE_SIDED_95 * Math.sqrt(earlierSquares) * Math.sqrt(laterSquares)
}
