/**
 * One method fitted to one history: the point forecast and what its spread follows from.
 * The error of step h is stepScale[h] · Σ_j psi[j] · ε[h−j], with ε independent of variance `variance`.
 */
export interface MethodFit {
  /** Expected units per week, one entry a step; never negative. */
  readonly mean: Float64Array;
  /** Variance of the one-step error in seasonally adjusted units. */
  readonly variance: number;
  /** Number of one-step errors behind `variance`; 0 when there were none. */
  readonly residualCount: number;
  /** Weight in the forecast error of a shock that is j weeks old, psi[0] = 1. */
  readonly psi: Float64Array;
  /** Factor from seasonally adjusted to real units, one entry a step. */
  readonly stepScale: Float64Array;
}

/** Fits one method to a history (at least one week) and looks `horizon` weeks ahead with seasons of `seasonWeeks`. */
export type FitMethod = (history: Float64Array, seasonWeeks: number, horizon: number) => MethodFit;
