import { at } from '../../vector.ts'
import { createTrace, differentiateEts, place, runEts } from './ets-model.ts'
import type { EtsKind, EtsTrace } from './ets-model.ts'
import { startEts } from './ets-start.ts'
import type { EtsStart } from './ets-start.ts'
import { minimiseByGradient } from './minimise-by-gradient.ts'

/** The usual region of R's `ets`: α in (0, 1), β < α, γ < 1 − α, φ in [0.8, 0.98] (Hyndman et al. 2008, chapter 5; fpp3 §8.6). */
const weightBounds = { low: 0.0001, high: 0.9999 }
const dampingBounds = { low: 0.8, high: 0.98 }
const firstAlphas = [0.05, 0.25, 0.6, 0.9]
const firstShares = { beta: 0.1, gamma: 0.1, phi: 0.6 }
const maxSteps = 60
/** Of twice the log likelihood. */
const tolerance = 0.002

/** A model fitted to a series whose values are of the order of 1. */
export interface EtsFit {
  readonly kind: EtsKind
  readonly alpha: number
  readonly beta: number
  readonly gamma: number
  readonly phi: number
  readonly level: number
  readonly trend: number
  /** Seasonal states, the first one that of the first step ahead; a single 0 for none. */
  readonly seasons: Float64Array
  /** Variance of the one-step error, a relative one for a multiplicative error. */
  readonly variance: number
  /** Corrected Akaike criterion; Infinity where the model does not suit the history, above all one too short for it. */
  readonly aicc: number
}

/** Fits each model by maximum likelihood, starting states included (Hyndman et al. 2008, §5.1); the values are of the order of 1. */
export function fitEtsModels(values: Float64Array, period: number, kinds: readonly EtsKind[]): readonly EtsFit[] {
  const begun = new Map<EtsKind['season'], { start: EtsStart; trace: EtsTrace }>()
  return kinds.map((kind) => {
    const own = kind.season === 'N' ? 1 : period
    const ready = begun.get(kind.season) ?? { start: startEts(values, own, kind.season), trace: createTrace(values.length, own) }
    begun.set(kind.season, ready)
    return fitModel(values, kind, ready.start, ready.trace)
  })
}

function fitModel(values: Float64Array, kind: EtsKind, start: EtsStart, trace: EtsTrace): EtsFit {
  const period = trace.states.length
  const model = new Float64Array(place.season + period)
  const slopes = new Float64Array(model.length)
  const free = listFree(kind, period)
  // Weights are searched as logits and states as deviations from where they start: each variable is of the order of 1.
  const offsets = new Float64Array(model.length)
  offsets[place.level] = kind.trend === 'N' ? start.mean : start.intercept
  offsets[place.trend] = start.slope
  offsets.set(start.seasons, place.season)
  const scales = new Float64Array(model.length).fill(start.deviation)
  scales[place.trend] = start.deviation / 4

  const run = (point: Float64Array): number => {
    for (let axis = 0; axis < free.length; axis++) {
      const [which, value] = [at(free, axis), at(point, axis)]
      model[which] = which < place.level ? logistic(value) : at(offsets, which) + at(scales, which) * value
    }
    fromShares(model, kind)
    return runEts(values, kind, model, trace)
  }
  const objective = (point: Float64Array, gradient: Float64Array): number => {
    const value = run(point)
    if (!Number.isFinite(value)) return Infinity
    differentiateEts(kind, model, trace, slopes)
    toShares(slopes, model)
    for (let axis = 0; axis < free.length; axis++) {
      const which = at(free, axis)
      const share = logistic(at(point, axis))
      gradient[axis] = at(slopes, which) * (which < place.level ? share * (1 - share) : at(scales, which))
    }
    return value
  }
  const likelihood = run(minimiseByGradient(objective, { start: firstPoint(free, run), maxSteps, tolerance }))
  return readFit(kind, model, trace, likelihood)
}

function listFree({ trend, season }: EtsKind, period: number): Float64Array {
  return Float64Array.from([
    place.alpha,
    ...(trend === 'N' ? [] : [place.beta]),
    ...(season === 'N' ? [] : [place.gamma]),
    ...(trend === 'Ad' ? [place.phi] : []),
    place.level,
    ...(trend === 'N' ? [] : [place.trend]),
    ...(season === 'N' ? [] : Array.from({ length: period }, (_, slot) => place.season + slot)),
  ])
}

/** The best of a few weights, the states where they start. */
function firstPoint(free: Float64Array, run: (point: Float64Array) => number): Float64Array {
  let best = new Float64Array(free.length)
  let least = Infinity
  for (const alpha of firstAlphas) {
    const shares: readonly number[] = [alpha, firstShares.beta, firstShares.gamma, firstShares.phi]
    const point = free.map((which) => logit(shares[which] ?? 0.5))
    const value = run(point)
    if (value < least) [best, least] = [point, value]
  }
  return best
}

/** From shares in (0, 1) to weights within their bounds. */
function fromShares(model: Float64Array, { trend, season }: EtsKind): void {
  const alpha = weightBounds.low + (weightBounds.high - weightBounds.low) * at(model, place.alpha)
  model[place.alpha] = alpha
  model[place.beta] = trend === 'N' ? 0 : alpha * at(model, place.beta)
  model[place.gamma] = season === 'N' ? 0 : (1 - alpha) * at(model, place.gamma)
  if (trend === 'Ad') model[place.phi] = dampingBounds.low + (dampingBounds.high - dampingBounds.low) * at(model, place.phi)
  else model[place.phi] = trend === 'N' ? 0 : 1
}

/** From slopes by the weights to slopes by their shares. */
function toShares(slopes: Float64Array, model: Float64Array): void {
  const alpha = at(model, place.alpha)
  const throughBeta = (at(slopes, place.beta) * at(model, place.beta)) / alpha
  const throughGamma = (at(slopes, place.gamma) * at(model, place.gamma)) / (1 - alpha)
  slopes[place.alpha] = (at(slopes, place.alpha) + throughBeta - throughGamma) * (weightBounds.high - weightBounds.low)
  slopes[place.beta] = at(slopes, place.beta) * alpha
  slopes[place.gamma] = at(slopes, place.gamma) * (1 - alpha)
  slopes[place.phi] = at(slopes, place.phi) * (dampingBounds.high - dampingBounds.low)
}

function readFit(kind: EtsKind, model: Float64Array, { states, end, squares, base }: EtsTrace, likelihood: number): EtsFit {
  const [length, period] = [base.length, states.length]
  const parameters = countParameters(kind, period)
  const spare = length - parameters - 1
  // As R's `ets`: the variance itself is no parameter here.
  const variance = squares / Math.max(1, length - parameters + 1)
  // Errors of more than all of the mean are none that a positive series can have; their variances ahead have no bound.
  const isFitted = spare > 0 && Number.isFinite(likelihood) && (kind.error === 'A' || variance < 1)
  return {
    kind,
    alpha: at(model, place.alpha),
    beta: at(model, place.beta),
    gamma: at(model, place.gamma),
    phi: at(model, place.phi),
    level: end.level,
    trend: end.trend,
    seasons: states.map((_, step) => at(states, (length + step) % period)),
    variance,
    aicc: isFitted ? likelihood + 2 * parameters + (2 * parameters * (parameters + 1)) / spare : Infinity,
  }
}

/** Weights, starting states and the variance; one seasonal state follows from the others. */
function countParameters({ trend, season }: EtsKind, period: number): number {
  return 3 + { N: 0, A: 2, Ad: 3 }[trend] + (season === 'N' ? 0 : period)
}

function logistic(value: number): number {
  return 1 / (1 + Math.exp(-value))
}

function logit(share: number): number {
  return Math.log(share / (1 - share))
}
