import { at } from '../../vector.ts'
import { ratiosToTrend, type SeasonMoves } from '../ratios-to-trend.ts'
import type { EtsKind } from './ets-model.ts'

const leastFactor = 0.05
const leastDeviation = 1e-3
const yearsOfSeason = 4

/** States that a search begins with. */
export interface EtsStart {
  /** Line through the first adjusted values: its height before the first one, its slope, their mean. */
  readonly intercept: number
  readonly slope: number
  readonly mean: number
  /** Deviation of the values from that line. */
  readonly deviation: number
  readonly seasons: Float64Array
}

/** The season of the first years by decomposition and a line through the first adjusted values, as Hyndman et al. 2008 begin (§2.6.1). */
export function startEts(values: Float64Array, period: number, season: EtsKind['season']): EtsStart {
  const isFactor = season === 'M'
  const seasons =
    season === 'N' ? new Float64Array(1) : decompose(values.subarray(0, yearsOfSeason * period), period, isFactor ? 'FACTOR' : 'UNITS')
  const count = Math.min(values.length, Math.max(10, 2 * period))
  const adjusted = values.slice(0, count).map((value, step) => {
    const index = at(seasons, step % period)
    return isFactor ? value / index : value - index
  })
  const middle = (count - 1) / 2
  const mean = adjusted.reduce((sum, value) => sum + value, 0) / count
  let [products, squares, left] = [0, 0, 0]
  for (let step = 0; step < count; step++) {
    products += (at(adjusted, step) - mean) * (step - middle)
    squares += (step - middle) ** 2
  }
  const slope = squares > 0 ? products / squares : 0
  for (let step = 0; step < count; step++) left += (at(adjusted, step) - mean - slope * (step - middle)) ** 2
  return { intercept: mean - slope * (middle + 1), slope, mean, deviation: Math.max(leastDeviation, Math.sqrt(left / count)), seasons }
}

/** Classical decomposition (fpp3 §3.4): values against their trend, averaged over the years; factors of mean 1, units of mean 0. */
function decompose(values: Float64Array, period: number, moves: SeasonMoves): Float64Array {
  const sums = new Float64Array(period)
  const counts = new Float64Array(period)
  for (const [step, ratio] of ratiosToTrend(values, period, moves).entries()) {
    if (Number.isNaN(ratio)) continue
    sums[step % period] = at(sums, step % period) + ratio
    counts[step % period] = at(counts, step % period) + 1
  }
  const index = sums.map((sum, slot) => sum / Math.max(1, at(counts, slot)))
  const mean = index.reduce((sum, value) => sum + value, 0) / period
  return index.map((value) => (moves === 'FACTOR' ? Math.max(leastFactor, value / mean) : value - mean))
}
