import { at } from './at.ts';
import { fitDampedTrend } from './damped-trend.ts';
import type { DampedTrend } from './damped-trend.ts';
import type { MethodFit } from './method-fit.ts';
import { estimateSeasonality, removeSeason, seasonAhead } from './seasonality.ts';
import type { Seasonality } from './seasonality.ts';
import { fitSimpleSmoothing } from './simple-smoothing.ts';

const LEAST_WEEKS_FOR_TREND = 10;
// Weights, starting states and the error variance.
const LEVEL_PARAMETERS = 3;
const TREND_PARAMETERS = 6;

interface Candidate {
  readonly season: Seasonality | undefined;
  readonly model: DampedTrend;
  readonly parameters: number;
  readonly aicc: number;
}

/**
 * Exponential smoothing with additive errors (Hyndman, Koehler, Ord & Snyder 2008): level alone or with a damped trend, without a
 * season or, from two seasons on, with an additive or multiplicative one; the least AICc is chosen. The season is fixed (gamma = 0):
 * shrunk indices, taken out before the fit and put back after it, whose effective number counts in the AICc.
 */
export function fitEts(history: Float64Array, seasonWeeks: number, horizon: number): MethodFit {
  const seasons: (Seasonality | undefined)[] = [undefined];
  if (seasonWeeks > 1 && history.length >= 2 * seasonWeeks) {
    seasons.push(estimateSeasonality(history, seasonWeeks, 'ADDITIVE'));
    seasons.push(estimateSeasonality(history, seasonWeeks, 'MULTIPLICATIVE'));
  }
  const best = seasons
    .flatMap((season) => listCandidates(history, season))
    .reduce((least, candidate) => (candidate.aicc < least.aicc ? candidate : least));
  return toMethodFit(history.length, best, horizon);
}

function listCandidates(history: Float64Array, season: Seasonality | undefined): Candidate[] {
  const adjusted = season ? removeSeason(history, season) : history;
  const { alpha, initialLevel, level, squaredError } = fitSimpleSmoothing(adjusted);
  const flat: DampedTrend = {
    alpha,
    beta: 0,
    phi: 0,
    start: { level: initialLevel, trend: 0 },
    end: { level, trend: 0 },
    squaredError,
  };
  const simple = weigh(adjusted, season, flat, LEVEL_PARAMETERS);
  if (history.length < LEAST_WEEKS_FOR_TREND) return [simple];
  return [simple, weigh(adjusted, season, fitDampedTrend(adjusted), TREND_PARAMETERS)];
}

function weigh(
  adjusted: Float64Array,
  season: Seasonality | undefined,
  model: DampedTrend,
  ownParameters: number,
): Candidate {
  const weeks = adjusted.length;
  const parameters = ownParameters + (season?.freedom ?? 0);
  const spare = weeks - parameters - 1;
  const error = squaredErrorInUnits(adjusted, season, model);
  const aicc =
    spare > 0
      ? weeks * Math.log(error / weeks) + 2 * parameters + (2 * parameters * (parameters + 1)) / spare
      : Infinity;
  return { season, model, parameters, aicc };
}

/** Squared one-step errors in real units, so that candidates with a multiplicative season compare with the others. */
function squaredErrorInUnits(adjusted: Float64Array, season: Seasonality | undefined, model: DampedTrend): number {
  if (season?.kind !== 'MULTIPLICATIVE') return model.squaredError;
  const { alpha, beta, phi } = model;
  let { level, trend } = model.start;
  let sum = 0;
  for (const [week, value] of adjusted.entries()) {
    const error = value - level - phi * trend;
    sum += (error * at(season.index, week % season.index.length)) ** 2;
    level += phi * trend + alpha * error;
    trend = phi * trend + beta * error;
  }
  return sum;
}

function toMethodFit(weeks: number, { season, model, parameters }: Candidate, horizon: number): MethodFit {
  const { alpha, beta, phi, end, squaredError } = model;
  const neutral = season?.kind === 'ADDITIVE' ? 0 : 1;
  const index = season ? seasonAhead(season, weeks, horizon) : new Float64Array(horizon).fill(neutral);
  const multiplicative = season?.kind !== 'ADDITIVE';
  const mean = new Float64Array(horizon);
  const psi = new Float64Array(horizon).fill(1);
  let damping = 0;
  let power = 1;
  for (let step = 0; step < horizon; step++) {
    // damping = phi + … + phi^step here, and to phi^(step + 1) below.
    if (step > 0) psi[step] = alpha + beta * damping;
    power *= phi;
    damping += power;
    const level = end.level + damping * end.trend;
    mean[step] = Math.max(0, multiplicative ? level * at(index, step) : level + at(index, step));
  }
  const variance = squaredError / Math.max(1, weeks - parameters);
  return {
    mean,
    variance,
    residualCount: weeks,
    psi,
    stepScale: multiplicative ? index : new Float64Array(horizon).fill(1),
  };
}
