import { at, runningSums } from './vector.ts'
import type { ChosenMethod } from './choose-method.ts'
import { spreadOf } from './spread.ts'
import type { Spread } from './spread.ts'

/** How many origins the model's own variances count as, for a week and for the horizon's sum: a window holds many weeks, but one sum. */
const MODEL_ORIGINS = { weekly: 3, total: 1 }
/** A law of chance for demand of which little is known counts as much as this many weeks of history. */
const PRIOR_WEEKS = 4
const FEW_WEEKS = 10
const COEFFICIENT_OF_FEW = 0.5

/**
 * Spread of the chosen method's errors: its in-sample variances by horizon, scaled by how its rolling-origin errors compared with them,
 * and drawn towards Poisson chance for counts (towards a deviation of half the level below 10 weeks), so that a short or constant
 * history doesn't pass for certainty.
 */
export function calibratedSpread({ fit, surprises }: ChosenMethod, weeks: number, counts: boolean): Spread {
  const own = spreadOf(fit)
  const factors = {
    weekly: factorOf(
      surprises.map(({ weekly }) => weekly),
      MODEL_ORIGINS.weekly,
    ),
    total: factorOf(
      surprises.map(({ total }) => total),
      MODEL_ORIGINS.total,
    ),
  }
  const drawn = (variance: number, mean: number): number => {
    const ignorance = weeks < FEW_WEEKS ? (COEFFICIENT_OF_FEW * mean) ** 2 : 0
    const prior = (counts ? mean : 0) + ignorance
    return counts || ignorance > 0 ? (weeks * variance + PRIOR_WEEKS * prior) / (weeks + PRIOR_WEEKS) : variance
  }
  const sums = runningSums(fit.mean)
  const lastStep = own.totals.length - 1
  // The sum of one week is that week; the sum of all is what the origins judged; what lies between is in between.
  const totalFactor = (step: number): number => factors.weekly + (lastStep === 0 ? 0 : step / lastStep) * (factors.total - factors.weekly)
  return {
    weekly: own.weekly.map((variance, step) => drawn(factors.weekly * variance, at(fit.mean, step))),
    totals: own.totals.map((variance, step) => drawn(totalFactor(step) * variance, at(sums, step))),
  }
}

function factorOf(ratios: readonly number[], modelOrigins: number): number {
  return ratios.reduce((sum, ratio) => sum + ratio, modelOrigins) / (modelOrigins + ratios.length)
}
