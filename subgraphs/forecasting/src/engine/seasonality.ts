import { at } from './at.ts';

const LEAST_FACTOR = 0.05;
const ONE_SIDED_95 = 1.6448536269514722;

/** How a season moves a series: as a factor of the level, or as units added to it. */
export type SeasonKind = 'MULTIPLICATIVE' | 'ADDITIVE';

export interface Seasonality {
  readonly kind: SeasonKind;
  /** One entry a week of the season; entry 0 belongs to the first week of the history. */
  readonly index: Float64Array;
  /** Parameters that the index spends after shrinkage, between 0 and seasonWeeks − 1. */
  readonly freedom: number;
}

/**
 * The 90 % autocorrelation test for a season that goes with the Theta method (Assimakopoulos & Nikolopoulos 2000; Fiorucci et al.
 * 2016): |r_m| > 1.645 · √((1 + 2 Σ_{i<m} r_i²) / n). False with less than two seasons.
 */
export function isSeasonal(history: Float64Array, seasonWeeks: number): boolean {
  const weeks = history.length;
  if (seasonWeeks < 2 || weeks < 2 * seasonWeeks) return false;
  const mean = sumOf(history) / weeks;
  const centred = history.map((units) => units - mean);
  const total = lagProduct(centred, 0);
  if (total === 0) return false;
  let squares = 0;
  for (let lag = 1; lag < seasonWeeks; lag++) squares += (lagProduct(centred, lag) / total) ** 2;
  const atSeason = lagProduct(centred, seasonWeeks) / total;
  return Math.abs(atSeason) > ONE_SIDED_95 * Math.sqrt((1 + 2 * squares) / weeks);
}

/**
 * Classical decomposition (fpp3 §3.4) of at least two seasons, the moving-average trend extended to both ends by its own mean slope,
 * then each index shrunk towards no season by James–Stein as its noise between the years demands (Miller & Williams 2003).
 */
export function estimateSeasonality(history: Float64Array, seasonWeeks: number, kind: SeasonKind): Seasonality {
  const trend = trendOf(history, seasonWeeks);
  const multiplicative = kind === 'MULTIPLICATIVE';
  const ratios = history.map((units, week) => (multiplicative ? units / at(trend, week) : units - at(trend, week)));
  const index = new Float64Array(seasonWeeks);
  const counts = new Float64Array(seasonWeeks);
  for (const [week, ratio] of ratios.entries()) {
    const season = week % seasonWeeks;
    index[season] = at(index, season) + ratio;
    counts[season] = at(counts, season) + 1;
  }
  for (const [season, count] of counts.entries()) index[season] = at(index, season) / count;
  const centre = sumOf(index) / seasonWeeks;
  const weight = shrinkage(ratios, index, centre);
  // A history of zeros has no centre to scale by, and no season either.
  const scale = multiplicative && centre > 0 ? centre : 1;
  const neutral = multiplicative ? 1 : 0;
  const shrunk = index.map((value) => {
    const moved = neutral + (1 - weight) * ((value - centre) / scale);
    return multiplicative ? Math.max(LEAST_FACTOR, moved) : moved;
  });
  return { kind, index: shrunk, freedom: (1 - weight) * (seasonWeeks - 1) };
}

/** The history with the season taken out. */
export function removeSeason(history: Float64Array, { kind, index }: Seasonality): Float64Array {
  return history.map((units, week) => {
    const season = at(index, week % index.length);
    return kind === 'MULTIPLICATIVE' ? units / season : units - season;
  });
}

/** Season indices of the weeks that follow a history of `weeks` weeks. */
export function seasonAhead({ index }: Seasonality, weeks: number, horizon: number): Float64Array {
  return new Float64Array(horizon).map((_, step) => at(index, (weeks + step) % index.length));
}

/** Share, 0 to 1, of each index that is noise: (m − 3) / (m − 1) · V / B. */
function shrinkage(ratios: Float64Array, index: Float64Array, centre: number): number {
  const seasonWeeks = index.length;
  const spare = ratios.length - seasonWeeks;
  if (seasonWeeks <= 3 || spare <= 0) return 0;
  let within = 0;
  for (const [week, ratio] of ratios.entries()) within += (ratio - at(index, week % seasonWeeks)) ** 2;
  let across = 0;
  for (const value of index) across += (value - centre) ** 2;
  const noise = (within / spare) * (seasonWeeks / ratios.length);
  const spread = across / (seasonWeeks - 1);
  return spread > 0 ? Math.min(1, (((seasonWeeks - 3) / (seasonWeeks - 1)) * noise) / spread) : 1;
}

/** Centred moving average over a season (2 × m when m is even), carried to both ends along its own mean slope, and kept above zero. */
function trendOf(history: Float64Array, seasonWeeks: number): Float64Array {
  const weeks = history.length;
  const half = Math.floor(seasonWeeks / 2);
  const even = seasonWeeks % 2 === 0;
  const trend = new Float64Array(weeks);
  const first = half;
  const last = weeks - 1 - half;
  for (let week = first; week <= last; week++) {
    let sum = 0;
    for (let near = week - half; near <= week + half; near++) sum += at(history, near);
    if (even) sum -= (at(history, week - half) + at(history, week + half)) / 2;
    trend[week] = sum / seasonWeeks;
  }
  const slope = last > first ? (at(trend, last) - at(trend, first)) / (last - first) : 0;
  for (let week = 0; week < first; week++) trend[week] = at(trend, first) - slope * (first - week);
  for (let week = last + 1; week < weeks; week++) trend[week] = at(trend, last) + slope * (week - last);
  const floor = Math.max(Number.MIN_VALUE, (0.1 * sumOf(history)) / weeks);
  return trend.map((level) => Math.max(floor, level));
}

function lagProduct(centred: Float64Array, lag: number): number {
  let sum = 0;
  for (let week = lag; week < centred.length; week++) sum += at(centred, week) * at(centred, week - lag);
  return sum;
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
