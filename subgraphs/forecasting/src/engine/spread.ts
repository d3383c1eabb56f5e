import { at } from './vector.ts'
import type { MethodFit } from './method-fit.ts'

/** Variances of the forecast errors, in units². */
export interface Spread {
  /** A week each. */
  readonly weekly: Float64Array
  /** Of sums: element k is the variance of the weeks 0 to k together. */
  readonly totals: Float64Array
}

/**
 * Error variances of a linear innovation model (Hyndman et al. 2008, chapter 6): week h has s_h² σ² Σ_j psi_j². A sum's variance
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
  const reach = new Float64Array(horizon)
  let deviations = 0
  const totals = weekly.map((week, step) => {
    let independent = 0
    for (let shock = 0; shock <= step; shock++) {
      const reached = at(reach, shock) + at(stepScale, step) * at(psi, step - shock)
      reach[shock] = reached
      independent += reached * reached
    }
    deviations += Math.sqrt(week)
    return (1 - common) * variance * independent + common * deviations ** 2
  })
  return { weekly, totals }
}
