import { negativeBinomialQuantiles } from './negative-binomial.ts'
import type { Quantiles } from './negative-binomial.ts'

// Above it a count is near enough to a continuous quantity, and summing its probabilities is dear.
const LARGEST_COUNT_MEAN = 50
// Beyond it the mean is one quiet week's, not the level that the spread belongs to, and no count law has both.
const LARGEST_COUNT_DEVIATION = 4
const Z90 = 1.2815515655446004

/**
 * P10, P50 and P90 of demand with the given mean and variance, ordered and never negative. Small whole counts that vary at least as
 * a Poisson variable follow the negative binomial of that mean and variance; all else the normal, cut off at zero and rounded
 * when `wholeUnits`.
 */
export function quantilesOf(mean: number, variance: number, wholeUnits: boolean): Quantiles {
  const deviation = Math.sqrt(variance)
  const isCount = wholeUnits && mean > 0 && mean <= LARGEST_COUNT_MEAN && variance >= mean && deviation <= LARGEST_COUNT_DEVIATION * mean
  if (isCount) return negativeBinomialQuantiles(mean, variance)
  const toUnits = (value: number): number => {
    const units = Math.max(0, value)
    return wholeUnits ? Math.round(units) : units
  }
  return { p10: toUnits(mean - Z90 * deviation), p50: toUnits(mean), p90: toUnits(mean + Z90 * deviation) }
}
