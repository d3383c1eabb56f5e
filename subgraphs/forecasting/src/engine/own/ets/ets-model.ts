import { at } from '../../vector.ts'

/** A model of Hyndman et al. 2008: error additive or multiplicative; trend none, additive or damped; season none, additive or multiplicative. */
export interface EtsKind {
  readonly error: 'A' | 'M'
  readonly trend: 'N' | 'A' | 'Ad'
  readonly season: 'N' | 'A' | 'M'
}

/** Places in a model's vector; the seasonal states of the first values follow from `season` on. */
export const place = { alpha: 0, beta: 1, gamma: 2, phi: 3, level: 4, trend: 5, season: 6 } as const

/** What a pass through the values leaves behind, for the pass back; made once a series. */
export interface EtsTrace {
  /** Level and trend ahead of each value, before its season. */
  readonly base: Float64Array
  readonly trend: Float64Array
  readonly season: Float64Array
  readonly error: Float64Array
  /** Seasonal states after the last value; entry k belongs to the values k, k + period, … */
  readonly states: Float64Array
  end: { readonly level: number; readonly trend: number }
  /** Sum of squared errors, relative ones for a multiplicative error. */
  squares: number
}

export function createTrace(length: number, period: number): EtsTrace {
  const [base, trend, season, error] = [length, length, length, length].map((size) => new Float64Array(size)) as Vectors
  return { base, trend, season, error, states: new Float64Array(period), end: { level: 0, trend: 0 }, squares: 0 }
}

type Vectors = [Float64Array, Float64Array, Float64Array, Float64Array]

/** Squared errors below this are those of a perfect fit: values are of the order of 1. */
const leastSquares = 1e-24

/**
 * Minus twice the log likelihood, constants left out: n log Σe² (additive), n log Σ(e/μ)² + 2 Σ log μ (multiplicative)
 * (Hyndman et al. 2008, equation 5.3). All models are one recursion, whatever the error: r = y − μ, q = level + φ·trend;
 * with a multiplicative season μ = q·s and the states move by α r/s, β r/s and γ r/q, else μ = q + s and they move by α r, β r, γ r.
 * No season is one additive state that stays at 0. Infinity where a mean or factor that must be above zero is not.
 */
export function runEts(values: Float64Array, kind: EtsKind, model: Float64Array, trace: EtsTrace): number {
  const [alpha, beta, gamma, phi] = [at(model, place.alpha), at(model, place.beta), at(model, place.gamma), at(model, place.phi)]
  const isFactor = kind.season === 'M'
  const isRelative = kind.error === 'M'
  const { base, trend: trends, season: seasons, error: errors, states } = trace
  const period = states.length
  for (let slot = 0; slot < period; slot++) states[slot] = at(model, place.season + slot)
  let level = at(model, place.level)
  let trend = at(model, place.trend)
  let squares = 0
  let logs = 0
  let slot = 0
  for (let step = 0; step < values.length; step++) {
    const season = at(states, slot)
    const before = level + phi * trend
    const mean = isFactor ? before * season : before + season
    const error = at(values, step) - mean
    base[step] = before
    trends[step] = trend
    seasons[step] = season
    errors[step] = error
    let shock = error
    if (isFactor) {
      if (!(before > 0 && season > 0)) return Infinity
      shock = error / season
      states[slot] = season + (gamma * error) / before
    } else {
      states[slot] = season + gamma * error
    }
    if (isRelative) {
      if (!(mean > 0)) return Infinity
      squares += (error / mean) ** 2
      logs += Math.log(mean)
    } else {
      squares += error * error
    }
    level = before + alpha * shock
    trend = phi * trend + beta * shock
    slot = slot + 1 === period ? 0 : slot + 1
  }
  trace.end = { level, trend }
  trace.squares = squares
  return values.length * Math.log(squares + leastSquares) + 2 * logs
}

/** Gradient of what `runEts` has just given, by the model's vector: the recursion differentiated backwards. */
export function differentiateEts(kind: EtsKind, model: Float64Array, trace: EtsTrace, gradient: Float64Array): void {
  const [alpha, beta, gamma, phi] = [at(model, place.alpha), at(model, place.beta), at(model, place.gamma), at(model, place.phi)]
  const isFactor = kind.season === 'M'
  const isRelative = kind.error === 'M'
  const { base, trend: trends, season: seasons, error: errors, states, squares } = trace
  const [length, period] = [base.length, states.length]
  const weight = (2 * length) / (squares + leastSquares)
  gradient.fill(0)
  let byLevel = 0
  let byTrend = 0
  let byAlpha = 0
  let byBeta = 0
  let byGamma = 0
  let byPhi = 0
  let slot = (length - 1) % period
  for (let step = length - 1; step >= 0; step--) {
    const before = at(base, step)
    const trend = at(trends, step)
    const season = at(seasons, step)
    const error = at(errors, step)
    let byError = weight * error
    let byMean = 0
    if (isRelative) {
      const mean = isFactor ? before * season : before + season
      const relative = error / mean
      byError = (weight * relative) / mean
      byMean = (2 - weight * relative * relative) / mean
    }
    const bySeasonAfter = at(gradient, place.season + slot)
    const byShock = alpha * byLevel + beta * byTrend
    const shock = isFactor ? error / season : error
    byAlpha += byLevel * shock
    byBeta += byTrend * shock
    let byBase = byLevel
    let bySeason = bySeasonAfter
    if (isFactor) {
      byGamma += (bySeasonAfter * error) / before
      byError += byShock / season + (gamma * bySeasonAfter) / before
      byMean -= byError
      byBase += byMean * season - (gamma * bySeasonAfter * error) / (before * before)
      bySeason += byMean * before - (byShock * shock) / season
    } else {
      byGamma += bySeasonAfter * error
      byMean -= byError + byShock + gamma * bySeasonAfter
      byBase += byMean
      bySeason += byMean
    }
    byPhi += (byTrend + byBase) * trend
    byTrend = phi * (byTrend + byBase)
    byLevel = byBase
    gradient[place.season + slot] = bySeason
    slot = slot === 0 ? period - 1 : slot - 1
  }
  gradient[place.alpha] = byAlpha
  gradient[place.beta] = byBeta
  gradient[place.gamma] = byGamma
  gradient[place.phi] = byPhi
  gradient[place.level] = byLevel
  gradient[place.trend] = byTrend
}
