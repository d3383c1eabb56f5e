import type { PathForecast } from '../../panel/panel.ts'
import { at } from '../../vector.ts'
import type { EtsFit } from './fit-ets.ts'

/** Means and the errors' deviations of a fitted model. */
export function forecastEts(fit: EtsFit, horizon: number): PathForecast {
  const { kind, level, trend, phi, seasons } = fit
  const base = new Float64Array(horizon)
  let damping = 0
  for (let step = 0; step < horizon; step++) {
    damping = phi * (1 + damping)
    base[step] = level + damping * trend
  }
  const mean = base.map((value, step) => {
    const season = at(seasons, step % seasons.length)
    return kind.season === 'M' ? value * season : value + season
  })
  return { mean, deviation: variancesOf(fit, base, mean).map((variance) => Math.sqrt(Math.max(0, variance))) }
}

/**
 * Variances of the errors (Hyndman et al. 2008, §6.3). Class 1, additive error: σ²(1 + Σc²). Class 2, multiplicative error and additive
 * states: (1 + σ²)θ_h − μ_h² with θ_h = μ_h² + σ² Σ c_j² θ_{h−j}. Class 3, a multiplicative season besides:
 * s²(θ_h (1 + σ²)(1 + γ²σ²)^k − μ_h²), θ and μ without the season, k whole seasons ahead.
 */
function variancesOf(fit: EtsFit, base: Float64Array, mean: Float64Array): Float64Array {
  const { kind, variance, gamma, seasons } = fit
  const weights = squaredWeights(fit, mean.length)
  if (kind.error === 'A') {
    let sum = 1
    return weights.map((weight) => variance * (sum += weight))
  }
  const isFactor = kind.season === 'M'
  const path = isFactor ? base : mean
  const theta = new Float64Array(mean.length)
  return theta.map((_, step) => {
    let sum = 0
    for (let lag = 1; lag <= step; lag++) sum += at(weights, lag) * at(theta, step - lag)
    const square = at(path, step) ** 2
    theta[step] = square + variance * sum
    const turns = isFactor ? (1 + gamma * gamma * variance) ** Math.floor(step / seasons.length) : 1
    const factor = isFactor ? at(seasons, step % seasons.length) ** 2 : 1
    return factor * (at(theta, step) * (1 + variance) * turns - square)
  })
}

/** c_j², with c_j = α + β(φ + … + φ^j), and γ more a whole season ahead of an additive one; 0 for j = 0. */
function squaredWeights({ kind, alpha, beta, gamma, phi, seasons }: EtsFit, horizon: number): Float64Array {
  let damping = 0
  return new Float64Array(horizon).map((_, step) => {
    if (step === 0) return 0
    damping = phi * (1 + damping)
    const ofSeason = kind.season === 'A' && step % seasons.length === 0 ? gamma : 0
    return (alpha + beta * damping + ofSeason) ** 2
  })
}
