import { at } from './at.ts';
import type { MethodFit } from './method-fit.ts';

const RECENT_WEEKS = 8;

/**
 * Seasonal naive (Hyndman & Athanasopoulos, fpp3 §5.2): each week repeats the same week of the last season seen.
 * With less than one season of history it is the mean of the last 8 weeks (of all, when there are fewer) for every week ahead.
 */
export function fitSeasonalNaive(history: Float64Array, seasonWeeks: number, horizon: number): MethodFit {
  return history.length >= seasonWeeks
    ? repeatLastSeason(history, seasonWeeks, horizon)
    : repeatRecentMean(history, horizon);
}

function repeatLastSeason(history: Float64Array, seasonWeeks: number, horizon: number): MethodFit {
  const weeks = history.length;
  const mean = new Float64Array(horizon);
  const psi = new Float64Array(horizon);
  for (let step = 0; step < horizon; step++) {
    mean[step] = at(history, weeks - seasonWeeks + (step % seasonWeeks));
    psi[step] = step % seasonWeeks === 0 ? 1 : 0;
  }
  const residualCount = weeks - seasonWeeks;
  let squares = 0;
  for (let week = seasonWeeks; week < weeks; week++) {
    squares += (at(history, week) - at(history, week - seasonWeeks)) ** 2;
  }
  // Few pairs a season apart say little, so the spread about the mean, doubled as for a difference, fills up to 8 of them.
  const missing = Math.max(0, RECENT_WEEKS - residualCount);
  const filled = squares + missing * 2 * varianceOf(history);
  const variance = filled / (residualCount + missing);
  return { mean, variance, residualCount, psi, stepScale: new Float64Array(horizon).fill(1) };
}

function repeatRecentMean(history: Float64Array, horizon: number): MethodFit {
  const recent = history.subarray(-RECENT_WEEKS);
  let sum = 0;
  for (const units of recent) sum += units;
  const psi = new Float64Array(horizon).fill(1 / RECENT_WEEKS);
  psi[0] = 1;
  return {
    mean: new Float64Array(horizon).fill(sum / recent.length),
    variance: varianceOf(history) * (1 + 1 / recent.length),
    residualCount: history.length - 1,
    psi,
    stepScale: new Float64Array(horizon).fill(1),
  };
}

function varianceOf(values: Float64Array): number {
  if (values.length < 2) return 0;
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return squares / (values.length - 1);
}
