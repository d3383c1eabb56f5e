import { at, lagProduct, sumOf } from './vector.ts'
import type { FitContext, MethodFit } from './method-fit.ts'

const RECENT_WEEKS = 8
const PERSISTENCE_LAGS = 6

/**
 * Seasonal naive (Hyndman & Athanasopoulos, fpp3 §5.2): each week repeats the same week of the last season seen.
 * With less than one season of history it is the mean of the last 8 weeks (of all, when there are fewer) for every week ahead.
 */
export function fitSeasonalNaive(history: Float64Array, { seasonWeeks, horizon }: FitContext): MethodFit {
  return history.length >= seasonWeeks ? repeatLastSeason(history, seasonWeeks, horizon) : repeatRecentMean(history, horizon)
}

function repeatLastSeason(history: Float64Array, seasonWeeks: number, horizon: number): MethodFit {
  const weeks = history.length
  const mean = new Float64Array(horizon)
  const psi = new Float64Array(horizon)
  for (let step = 0; step < horizon; step++) {
    mean[step] = at(history, weeks - seasonWeeks + (step % seasonWeeks))
    psi[step] = step % seasonWeeks === 0 ? 1 : 0
  }
  const differences = history.subarray(seasonWeeks).map((units, week) => units - at(history, week))
  // Few pairs a season apart say little, so the spread about the mean, doubled as for a difference, fills up to 8 of them.
  const missing = Math.max(0, RECENT_WEEKS - differences.length)
  const filled = lagProduct(differences, 0) + missing * 2 * varianceOf(history)
  const variance = filled / (differences.length + missing)
  return { mean, variance, psi, stepScale: new Float64Array(horizon).fill(1), common: persistence(differences) }
}

/**
 * Mean correlation, at least 0, of the differences from last season with those of the 6 weeks before: a year that sells more than the last
 * one does so for many weeks, and the sum of the weeks ahead errs with it.
 */
function persistence(differences: Float64Array): number {
  const squares = lagProduct(differences, 0)
  const lags = Math.min(PERSISTENCE_LAGS, differences.length - 1)
  if (squares === 0 || lags < 1) return 0
  let sum = 0
  for (let lag = 1; lag <= lags; lag++) sum += lagProduct(differences, lag) / squares
  return Math.min(1, Math.max(0, sum / lags))
}

function repeatRecentMean(history: Float64Array, horizon: number): MethodFit {
  const recent = history.subarray(-RECENT_WEEKS)
  const psi = new Float64Array(horizon).fill(1 / RECENT_WEEKS)
  psi[0] = 1
  return {
    mean: new Float64Array(horizon).fill(sumOf(recent) / recent.length),
    variance: varianceOf(history) * (1 + 1 / recent.length),
    psi,
    stepScale: new Float64Array(horizon).fill(1),
    common: 0,
  }
}

function varianceOf(values: Float64Array): number {
  if (values.length < 2) return 0
  const mean = sumOf(values) / values.length
  let squares = 0
  for (const value of values) squares += (value - mean) ** 2
  return squares / (values.length - 1)
}
