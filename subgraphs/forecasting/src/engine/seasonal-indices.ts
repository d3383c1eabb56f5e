import { at, sumOf } from './vector.ts'

const LEAST_FACTOR = 0.05

/** How a season moves a series: as a factor of the level, or as units added to it. */
export type SeasonKind = 'MULTIPLICATIVE' | 'ADDITIVE'

export interface SeasonalIndices {
  readonly kind: SeasonKind
  /** One entry a week of the season; entry 0 belongs to the first week of the history. */
  readonly index: Float64Array
  /** Standard normal score of the F test for a stable season: large when the years agree on more than chance. */
  readonly stability: number
}

/** Weeks from `start` on, before `end`, whose values the indices must not know. */
export interface Omission {
  readonly start: number
  readonly end: number
}

/**
 * Second half of the classical decomposition (fpp3 §3.4): the history against its trend (trendOf), averaged over the years, each index then
 * shrunk towards no season by James–Stein as the noise between the years demands (Miller & Williams 2003).
 * `stability` is the F test of X-11 (Shiskin, Young & Musgrave 1967). `omit` is shorter than a season.
 */
export function estimateIndices(
  history: Float64Array,
  trend: Float64Array,
  { seasonWeeks, kind, omit }: { seasonWeeks: number; kind: SeasonKind; omit: Omission },
): SeasonalIndices {
  const multiplicative = kind === 'MULTIPLICATIVE'
  const ratios = history.map((units, week) => (multiplicative ? units / at(trend, week) : units - at(trend, week)))
  const isUsed = (week: number): boolean => week < omit.start || week >= omit.end
  const raw = averageBySeason(ratios, seasonWeeks, isUsed)
  const centre = sumOf(raw) / seasonWeeks
  const { noiseShare, stability } = compareYears(ratios, raw, isUsed)
  // A history of zeros has no centre to scale by, and no season either.
  const scale = multiplicative && centre > 0 ? centre : 1
  const index = raw.map((value) => {
    const moved = ((1 - noiseShare) * (value - centre)) / scale
    return multiplicative ? Math.max(LEAST_FACTOR, 1 + moved) : moved
  })
  return { kind, index, stability }
}

/** The history with the season taken out. */
export function removeSeason(history: Float64Array, { kind, index }: SeasonalIndices): Float64Array {
  return history.map((units, week) => {
    const season = at(index, week % index.length)
    return kind === 'MULTIPLICATIVE' ? units / season : units - season
  })
}

/** Indices of the `horizon` weeks that follow a history of `weeks` weeks. */
export function indicesAhead({ index }: SeasonalIndices, weeks: number, horizon: number): Float64Array {
  return new Float64Array(horizon).map((_, step) => at(index, (weeks + step) % index.length))
}

function averageBySeason(ratios: Float64Array, seasonWeeks: number, isUsed: (week: number) => boolean): Float64Array {
  const sums = new Float64Array(seasonWeeks)
  const counts = new Float64Array(seasonWeeks)
  for (let week = 0; week < ratios.length; week++) {
    if (!isUsed(week)) continue
    const season = week % seasonWeeks
    sums[season] = at(sums, season) + at(ratios, week)
    counts[season] = at(counts, season) + 1
  }
  return sums.map((sum, season) => sum / Math.max(1, at(counts, season)))
}

/** Variance between the indices against the variance between the years of one index. */
function compareYears(
  ratios: Float64Array,
  index: Float64Array,
  isUsed: (week: number) => boolean,
): { noiseShare: number; stability: number } {
  const seasonWeeks = index.length
  let within = 0
  let used = 0
  for (let week = 0; week < ratios.length; week++) {
    if (!isUsed(week)) continue
    within += (at(ratios, week) - at(index, week % seasonWeeks)) ** 2
    used++
  }
  const centre = sumOf(index) / seasonWeeks
  let across = 0
  for (const value of index) across += (value - centre) ** 2
  const [acrossFreedom, withinFreedom] = [seasonWeeks - 1, Math.max(1, used - seasonWeeks)]
  const spread = across / acrossFreedom
  const noise = (within / withinFreedom) * (seasonWeeks / used)
  if (spread === 0) return { noiseShare: 1, stability: -Infinity }
  if (noise === 0) return { noiseShare: 0, stability: Infinity }
  const keptFreedom = Math.max(0, seasonWeeks - 3) / acrossFreedom
  return {
    noiseShare: Math.min(1, (keptFreedom * noise) / spread),
    stability: normalScoreOfF(spread / noise, acrossFreedom, withinFreedom),
  }
}

/** Standard normal score of an F ratio (Paulson 1942). */
function normalScoreOfF(ratio: number, numeratorFreedom: number, denominatorFreedom: number): number {
  const [a, b] = [2 / (9 * numeratorFreedom), 2 / (9 * denominatorFreedom)]
  const root = Math.cbrt(ratio)
  return ((1 - b) * root - (1 - a)) / Math.sqrt(b * root * root + a)
}

/**
 * First half of the classical decomposition: centred moving average over a season (2 × m when m is even), carried to both
 * ends along its mean slope and kept above zero. At least two seasons.
 */
export function trendOf(history: Float64Array, seasonWeeks: number): Float64Array {
  const weeks = history.length
  const half = Math.floor(seasonWeeks / 2)
  const even = seasonWeeks % 2 === 0
  const [first, last] = [half, weeks - 1 - half]
  const trend = new Float64Array(weeks)
  for (let week = first; week <= last; week++) {
    let sum = 0
    for (let near = week - half; near <= week + half; near++) sum += at(history, near)
    if (even) sum -= (at(history, week - half) + at(history, week + half)) / 2
    trend[week] = sum / seasonWeeks
  }
  const slope = last > first ? (at(trend, last) - at(trend, first)) / (last - first) : 0
  for (let week = 0; week < first; week++) trend[week] = at(trend, first) - slope * (first - week)
  for (let week = last + 1; week < weeks; week++) trend[week] = at(trend, last) + slope * (week - last)
  const floor = Math.max(Number.MIN_VALUE, (0.1 * sumOf(history)) / weeks)
  for (let week = 0; week < weeks; week++) trend[week] = Math.max(floor, at(trend, week))
  return trend
}
