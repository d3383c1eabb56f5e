import type { Season } from './season.ts'

export type MethodName = 'SEASONAL_NAIVE' | 'ETS' | 'THETA'

/**
 * One method fitted to one history: the point forecast and what its spread follows from.
 * The error of step h is stepScale[h] · Σ_j psi[j] · ε[h−j], with ε independent of variance `variance`.
 */
export interface MethodFit {
  /** Expected units per week, one entry a step; never negative. */
  readonly mean: Float64Array
  /** Variance of the one-step error in seasonally adjusted units. */
  readonly variance: number
  /** Weight in the forecast error of a shock that is j weeks old, psi[0] = 1. */
  readonly psi: Float64Array
  /** Factor from seasonally adjusted to real units, one entry a step. */
  readonly stepScale: Float64Array
  /** Correlation, 0 to 1, between the errors of any two weeks beyond what psi says. */
  readonly common: number
}

export interface FitContext {
  readonly seasonWeeks: number
  readonly horizon: number
  /** What is known of the season; undefined with less than two of them in sight. */
  readonly season: Season | undefined
}

/** Fits one method to a history of at least one week and looks ahead. */
export type FitMethod = (history: Float64Array, context: FitContext) => MethodFit
