import { at } from './at.ts';
import type { MethodFit } from './method-fit.ts';

/** Variances of the forecast errors, in units²: a week each, and of the horizon's sum. */
export interface Spread {
  readonly weekly: Float64Array;
  readonly total: number;
}

/**
 * Error variances of a linear innovation model (Hyndman et al. 2008, chapter 6): week h has s_h² σ² Σ_j psi_j². The sum's variance
 * collects each shock over all the weeks that it reaches, so errors that persist add up as they should;
 * shocks themselves are taken as independent of each other.
 */
export function spreadOf({ variance, psi, stepScale }: MethodFit): Spread {
  const horizon = psi.length;
  let squares = 0;
  const weekly = psi.map((weight, step) => {
    squares += weight * weight;
    return variance * squares * at(stepScale, step) ** 2;
  });
  let total = 0;
  for (let shock = 0; shock < horizon; shock++) {
    let reach = 0;
    for (let step = shock; step < horizon; step++) reach += at(stepScale, step) * at(psi, step - shock);
    total += reach * reach;
  }
  return { weekly, total: variance * total };
}

/** The spread with every variance multiplied by a factor. */
export function widen({ weekly, total }: Spread, factor: number): Spread {
  return { weekly: weekly.map((variance) => variance * factor), total: total * factor };
}
