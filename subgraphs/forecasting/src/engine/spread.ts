import { at } from './vector.ts'
import type { MethodFit } from './method-fit.ts'

/** Variances of the forecast errors, in units²: a week each, and of the horizon's sum. */
export interface Spread {
  readonly weekly: Float64Array
  readonly total: number
}

/**
 * Error variances of a linear innovation model (Hyndman et al. 2008, chapter 6): week h has s_h² σ² Σ_j psi_j². The sum's variance
 * collects each shock over all the weeks that it reaches, so errors that persist add up as they should;
 * shocks themselves are taken as independent of each other, but for the share of them that is `common` to all weeks.
 */
export function spreadOf({ variance, psi, stepScale, common }: MethodFit): Spread {
  const horizon = psi.length
  let squares = 0
  const weekly = psi.map((weight, step) => {
    squares += weight * weight
    return variance * squares * at(stepScale, step) ** 2
  })
  let total = 0
  for (let shock = 0; shock < horizon; shock++) {
    let reach = 0
    for (let step = shock; step < horizon; step++) reach += at(stepScale, step) * at(psi, step - shock)
    total += reach * reach
  }
  const together = weekly.reduce((sum, week) => sum + Math.sqrt(week), 0) ** 2
  return { weekly, total: (1 - common) * variance * total + common * together }
}
