import { at, sumOf } from './vector.ts'
import { fitDampedTrend } from './damped-trend.ts'
import type { DampedTrend } from './damped-trend.ts'
import type { FitContext, MethodFit } from './method-fit.ts'
import { indicesAhead, removeSeason } from './seasonal-indices.ts'
import type { SeasonalIndices } from './seasonal-indices.ts'
import { fitSimpleSmoothing, smoothSimply } from './simple-smoothing.ts'

const FIXED_ALPHA = 0.1
const LEAST_WEEKS_FOR_TREND = 10
// Weights, starting states and the error variance.
const LEVEL_PARAMETERS = 3
const TREND_PARAMETERS = 6

interface Candidate {
  readonly season: SeasonalIndices | undefined
  readonly model: DampedTrend
  readonly parameters: number
  readonly aicc: number
}

/**
 * Exponential smoothing with additive errors (Hyndman, Koehler, Ord & Snyder 2008): level alone or with a damped trend, and where two
 * seasons of history agree on a stable season, an additive or multiplicative one; the least AICc is chosen. The season is
 * fixed (gamma = 0): shrunk indices, taken out before the fit and put back after it.
 */
export function fitEts(history: Float64Array, { season, horizon }: FitContext): MethodFit {
  const seasons = season?.stable ? [season.additive, season.multiplicative] : [undefined]
  const best = seasons
    .flatMap((indices) => listCandidates(history, indices))
    .reduce((least, candidate) => (candidate.aicc < least.aicc ? candidate : least))
  return toMethodFit(history.length, best, horizon)
}

/** ETS(A,N,N) in one pass: alpha fixed at 0.1 and the mean as starting level, for histories that hold too little to fit. */
export function fitFixedLevel(history: Float64Array, horizon: number): MethodFit {
  const { level, squaredError } = smoothSimply(history, FIXED_ALPHA, sumOf(history) / history.length)
  const psi = new Float64Array(horizon).fill(FIXED_ALPHA)
  psi[0] = 1
  const ones = new Float64Array(horizon).fill(1)
  return { mean: ones.map(() => level), variance: squaredError / history.length, psi, stepScale: ones, common: 1 / history.length }
}

function listCandidates(history: Float64Array, season: SeasonalIndices | undefined): Candidate[] {
  const adjusted = season ? removeSeason(history, season) : history
  const { alpha, initialLevel, level, squaredError } = fitSimpleSmoothing(adjusted)
  const flat: DampedTrend = {
    alpha,
    beta: 0,
    phi: 0,
    start: { level: initialLevel, trend: 0 },
    end: { level, trend: 0 },
    squaredError,
  }
  const simple = weigh(adjusted, season, flat, LEVEL_PARAMETERS)
  if (history.length < LEAST_WEEKS_FOR_TREND) return [simple]
  return [simple, weigh(adjusted, season, fitDampedTrend(adjusted), TREND_PARAMETERS)]
}

function weigh(adjusted: Float64Array, season: SeasonalIndices | undefined, model: DampedTrend, parameters: number): Candidate {
  const weeks = adjusted.length
  const spare = weeks - parameters - 1
  const error = squaredErrorInUnits(adjusted, season, model)
  const aicc = spare > 0 ? weeks * Math.log(error / weeks) + 2 * parameters + (2 * parameters * (parameters + 1)) / spare : Infinity
  return { season, model, parameters, aicc }
}

/** Squared one-step errors in real units, so that candidates with a multiplicative season compare with the others. */
function squaredErrorInUnits(adjusted: Float64Array, season: SeasonalIndices | undefined, model: DampedTrend): number {
  if (season?.kind !== 'MULTIPLICATIVE') return model.squaredError
  const { alpha, beta, phi } = model
  let { level, trend } = model.start
  let sum = 0
  for (let week = 0; week < adjusted.length; week++) {
    const error = at(adjusted, week) - level - phi * trend
    sum += (error * at(season.index, week % season.index.length)) ** 2
    level += phi * trend + alpha * error
    trend = phi * trend + beta * error
  }
  return sum
}

function toMethodFit(weeks: number, { season, model, parameters }: Candidate, horizon: number): MethodFit {
  const { alpha, beta, phi, end, squaredError } = model
  const multiplicative = season?.kind !== 'ADDITIVE'
  const index = season ? indicesAhead(season, weeks, horizon) : new Float64Array(horizon).fill(1)
  const mean = new Float64Array(horizon)
  const psi = new Float64Array(horizon).fill(1)
  let damping = 0
  let power = 1
  for (let step = 0; step < horizon; step++) {
    // damping = phi + … + phi^step here, and to phi^(step + 1) below.
    if (step > 0) psi[step] = alpha + beta * damping
    power *= phi
    damping += power
    const level = end.level + damping * end.trend
    mean[step] = Math.max(0, multiplicative ? level * at(index, step) : level + at(index, step))
  }
  const variance = squaredError / Math.max(1, weeks - parameters)
  return {
    mean,
    variance,
    psi,
    stepScale: multiplicative ? index : new Float64Array(horizon).fill(1),
    // The mean variance of a fitted value is parameters / weeks of the error's, the same draw for all weeks ahead.
    common: Math.min(1, parameters / weeks),
  }
}
