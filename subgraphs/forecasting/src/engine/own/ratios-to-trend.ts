import { at } from '../vector.ts'

/** How a season moves a series: as a factor of the level, or as units added to it. */
export type SeasonMoves = 'FACTOR' | 'UNITS'

/**
 * Values against a moving average centred on them and a season wide, that of an even season with half of both ends (fpp3 §3.4): one entry a
 * value, NaN where the average does not reach. Ratios need values above zero, of which there are a season and one at least.
 */
export function ratiosToTrend(values: Float64Array, season: number, moves: SeasonMoves): Float64Array {
  const half = Math.floor(season / 2)
  const ratios = new Float64Array(values.length).fill(Number.NaN)
  let window = 0
  for (let step = 0; step <= 2 * half; step++) window += at(values, step)
  for (let step = half; step < values.length - half; step++) {
    if (step > half) window += at(values, step + half) - at(values, step - half - 1)
    const ends = season % 2 === 0 ? (at(values, step - half) + at(values, step + half)) / 2 : 0
    const value = at(values, step)
    const trend = (window - ends) / season
    // A mean of positive values holds each one's share, which a running sum may lose to the digits of a far larger one.
    ratios[step] = moves === 'FACTOR' ? value / Math.max(trend, value / season) : value - trend
  }
  return ratios
}
