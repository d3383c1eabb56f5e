import type { PathForecast } from '../panel/panel.ts'
import { at, sumOf } from '../vector.ts'
import { ratiosToTrend } from './ratios-to-trend.ts'

/** What a year counts against the one after it. */
const yearlyDecay = 0.7
const leastFactor = 0.05

/** A history without its season, and the way back. */
export interface WithoutSeason {
  readonly values: Float64Array
  readonly restore: (forecast: PathForecast) => PathForecast
}

/**
 * Takes out the season of two of them or more: values against a centred moving average (fpp3 §3.4), averaged over the years, the recent ones
 * counting more, since a season changes; then drawn towards none by James–Stein as the noise between years demands (Miller & Williams 2003).
 * Factors of a positive history, units added to another.
 */
export function takeOutSeason(history: Float64Array, season: number): WithoutSeason {
  const length = history.length
  if (season < 2 || length < 2 * season) return { values: history, restore: (forecast) => forecast }
  const isFactor = history.every((value) => value > 0)
  const index = shrunkIndices(history, season, isFactor)
  if (isFactor) {
    return {
      values: history.map((value, step) => value / at(index, step % season)),
      restore: ({ mean, deviation }) => ({
        mean: mean.map((value, step) => value * at(index, (length + step) % season)),
        deviation: deviation.map((value, step) => value * at(index, (length + step) % season)),
      }),
    }
  }
  return {
    values: history.map((value, step) => value - at(index, step % season)),
    restore: ({ mean, deviation }) => ({ mean: mean.map((value, step) => value + at(index, (length + step) % season)), deviation }),
  }
}

function shrunkIndices(history: Float64Array, season: number, isFactor: boolean): Float64Array {
  const ratios = ratiosToTrend(history, season, isFactor ? 'FACTOR' : 'UNITS')
  const [sums, weights, squaredWeights] = [new Float64Array(season), new Float64Array(season), new Float64Array(season)]
  for (let step = 0; step < ratios.length; step++) {
    const ratio = at(ratios, step)
    if (Number.isNaN(ratio)) continue
    const slot = step % season
    const weight = yearlyDecay ** ((ratios.length - 1 - step) / season)
    sums[slot] = at(sums, slot) + weight * ratio
    weights[slot] = at(weights, slot) + weight
    squaredWeights[slot] = at(squaredWeights, slot) + weight * weight
  }
  const raw = sums.map((sum, slot) => sum / at(weights, slot))
  const centre = sumOf(raw) / season
  const scale = isFactor ? centre : 1
  const moved = raw.map((value) => (isFactor ? value / scale - 1 : value - centre))
  // Variance of an average of weighted values: Σw² / (Σw)² of a single one's.
  const share = sumOf(squaredWeights.map((squares, slot) => squares / at(weights, slot) ** 2)) / season
  const noise = (varianceBetweenYears(ratios, raw) * share) / (scale * scale)
  const spread = sumOf(moved.map((value) => value * value)) / (season - 1)
  const kept = spread > 0 ? 1 - Math.min(1, (Math.max(0, season - 3) / (season - 1)) * (noise / spread)) : 0
  return moved.map((value) => (isFactor ? Math.max(leastFactor, 1 + kept * value) : kept * value))
}

function varianceBetweenYears(ratios: Float64Array, raw: Float64Array): number {
  let [squares, count] = [0, 0]
  for (let step = 0; step < ratios.length; step++) {
    if (Number.isNaN(at(ratios, step))) continue
    squares += (at(ratios, step) - at(raw, step % raw.length)) ** 2
    count++
  }
  return squares / Math.max(1, count - raw.length)
}
