import { normalQuantile } from './normal-law.ts'
import { at } from '../vector.ts'

// Beyond it the probabilities are summed in lots of several units, or the gamma law stands for the count.
const LARGEST_MEAN = 200
const LARGEST_TABLE = 2_048
// Probability above the last entry of a table.
const TAIL = 1e-7

/** Whole units of demand of one span of time, ready for quantiles. */
export type CountLaw = (level: number) => number

/**
 * Quantiles, at levels 0 < level < 1, of demand with the given mean ≥ 0 and variance: the negative binomial by moments (Johnson, Kemp & Kotz 2005, chapter 5),
 * the Poisson law where the variance is not above the mean. Means above 200 units follow the gamma law of the same moments, by Wilson & Hilferty 1931,
 * or, where that law is poor since the deviation exceeds the mean, a negative binomial that counts in lots.
 */
export function countLaw(mean: number, variance: number): CountLaw {
  if (mean <= 0) return () => 0
  const shape = variance > 0 ? (mean * mean) / variance : Infinity
  if (mean > LARGEST_MEAN && shape >= 1) return (level) => Math.max(0, Math.round(mean * wilsonHilferty(shape, level)))
  const reach = mean + 10 * Math.sqrt(Math.max(mean, variance))
  const lot = Math.max(1, Math.ceil(reach / LARGEST_TABLE))
  const cumulative = negativeBinomialTable(mean / lot, variance / (lot * lot))
  return (level) => lot * firstAtLeast(cumulative, level)
}

function wilsonHilferty(shape: number, level: number): number {
  if (shape === Infinity) return 1
  return Math.max(0, 1 - 1 / (9 * shape) + normalQuantile(level) / (3 * Math.sqrt(shape))) ** 3
}

/** Element k is P(count ≤ k), up to where it reaches 1 − 1e-7. */
function negativeBinomialTable(mean: number, variance: number): Float64Array {
  const excess = Math.max(0, (variance - mean) / mean)
  const ratio = excess / (1 + excess)
  const rate = mean / (1 + excess)
  const table = new Float64Array(2 * LARGEST_TABLE)
  let probability = Math.exp(excess > 1e-9 ? (-mean / excess) * Math.log1p(excess) : -mean)
  let cumulative = probability
  table[0] = cumulative
  let count = 0
  while (cumulative < 1 - TAIL && count + 1 < table.length) {
    probability *= (count * ratio + rate) / (count + 1)
    count++
    cumulative += probability
    table[count] = cumulative
  }
  return table.subarray(0, count + 1)
}

function firstAtLeast(sorted: Float64Array, value: number): number {
  let low = 0
  let high = sorted.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (at(sorted, middle) >= value) high = middle
    else low = middle + 1
  }
  return low
}
