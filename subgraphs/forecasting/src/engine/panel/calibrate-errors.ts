import { quantileLevels } from '../accuracy/scores.ts'
import { normalQuantile } from '../inventory/normal-law.ts'
import { at } from '../vector.ts'

/** Errors of one forecast at one origin, each over the deviation that was foreseen; NaN where nothing is known. */
export interface ScaledErrors {
  readonly id: string
  readonly errors: Float64Array
  /** What the look counts, above 0: recent ones are more like what comes. */
  readonly weight: number
}

/** What errors are really like: a quantile lies at mean + quantile · growth[step] · factor(series) · deviation. */
export interface Calibration {
  /** Of errors over growth and factor; one entry a level of `quantileLevels`. */
  readonly quantiles: Float64Array
  /** One entry a step. */
  readonly growth: Float64Array
  /** How much more a series errs than it foresees, drawn to that of all. */
  readonly factorOf: (id: string) => number
}

/**
 * Number of errors at which what was seen counts as much as the normal law, as other series, and as other steps. A series needs more of them
 * than a law does, since those of one look go together.
 */
const evidence = { law: 60, series: 60, step: 40 }
/** Mean absolute error of a normal law of deviation 1. */
const normalAbsolute = Math.sqrt(2 / Math.PI)

/**
 * Calibrates errors over several origins: how they grow with the horizon, how much each series exceeds its own deviation, and the
 * quantiles of what is left, pooled (split conformal prediction, Lei et al. 2018, with scaled residuals; looks by their weights, since errors
 * drift: Barber et al. 2023). With little evidence the normal law and the foreseen deviation are kept.
 */
export function calibrateErrors(cells: readonly ScaledErrors[], horizon: number): Calibration {
  const overall = meanAbsolute(cells)
  const typical = overall.count === 0 ? 1 : overall.mean / normalAbsolute
  const pooled = overall.count === 0 ? 1 : Math.exp((overall.count / (overall.count + evidence.law)) * Math.log(Math.max(1e-3, typical)))
  const growth = growthOf(cells, overall.mean, horizon)
  const bySeries = Map.groupBy(
    cells.map((cell) => ({ ...cell, errors: cell.errors.map((error, step) => error / at(growth, step)) })),
    ({ id }) => id,
  )
  const standard: Weighted[] = []
  for (const looks of bySeries.values()) {
    for (const look of looks) {
      // By the other looks: a factor that knows an error makes it smaller than the next one will be.
      const factor = factorOver(
        looks.filter((other) => other !== look),
        pooled,
      )
      for (const error of look.errors) if (Number.isFinite(error)) standard.push({ value: error / factor, weight: look.weight })
    }
  }
  const factors = new Map([...bySeries].map(([id, looks]) => [id, factorOver(looks, pooled)]))
  const factorOf = (id: string): number => factors.get(id) ?? pooled
  standard.sort((a, b) => a.value - b.value)
  const count = effectiveCount(standard)
  const trust = count / (count + evidence.law)
  const quantiles = Float64Array.from(quantileLevels, (level) => trust * quantileOf(standard, level) + (1 - trust) * normalQuantile(level))
  return { quantiles, growth, factorOf }
}

/** Mean absolute error by step over that of all steps, smoothed over neighbours. */
function growthOf(cells: readonly ScaledErrors[], overall: number, horizon: number): Float64Array {
  const sums = new Float64Array(horizon)
  const counts = new Float64Array(horizon)
  for (const { errors, weight } of cells) {
    for (let step = 0; step < errors.length; step++) {
      const size = Math.abs(at(errors, step))
      if (!Number.isFinite(size)) continue
      sums[step] = at(sums, step) + weight * size
      counts[step] = at(counts, step) + weight
    }
  }
  const reach = Math.max(1, Math.floor(horizon / 6))
  return sums.map((_, step) => {
    let [sum, count] = [evidence.step * overall, evidence.step]
    for (let near = Math.max(0, step - reach); near <= Math.min(horizon - 1, step + reach); near++) {
      sum += at(sums, near)
      count += at(counts, near)
    }
    return overall > 0 ? sum / count / overall : 1
  })
}

/** How much more a series errs than it foresees, drawn to that of all. */
function factorOver(looks: readonly ScaledErrors[], pooled: number): number {
  const { mean, count } = meanAbsolute(looks)
  // In logarithms: a series that errs by nothing for a while is not without error.
  const own = Math.log(Math.max(0.05 * pooled, mean / normalAbsolute))
  const trust = count / (count + evidence.series)
  return Math.exp(trust * own + (1 - trust) * Math.log(pooled))
}

interface Weighted {
  readonly value: number
  readonly weight: number
}

/** Weighted mean of the sizes of all errors, and the number of errors of equal weight that would tell as much. */
function meanAbsolute(looks: readonly ScaledErrors[]): { readonly mean: number; readonly count: number } {
  let [sum, weights, squares] = [0, 0, 0]
  for (const { errors, weight } of looks) {
    for (const value of errors) {
      if (!Number.isFinite(value)) continue
      sum += weight * Math.abs(value)
      weights += weight
      squares += weight * weight
    }
  }
  return weights === 0 ? { mean: 0, count: 0 } : { mean: sum / weights, count: (weights * weights) / squares }
}

/** (Σw)² / Σw² (Kish 1965); 0 of none. */
function effectiveCount(values: readonly Weighted[]): number {
  let [weights, squares] = [0, 0]
  for (const { weight } of values) {
    weights += weight
    squares += weight * weight
  }
  return weights === 0 ? 0 : (weights * weights) / squares
}

/** The least of ascending values that this share of the weight does not exceed; 0 of none. */
function quantileOf(sorted: readonly Weighted[], level: number): number {
  const reached = level * sorted.reduce((sum, { weight }) => sum + weight, 0)
  let weights = 0
  for (const { value, weight } of sorted) {
    weights += weight
    if (weights >= reached) return value
  }
  return sorted.at(-1)?.value ?? 0
}
