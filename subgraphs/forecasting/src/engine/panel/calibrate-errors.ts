import { quantileLevels } from '../accuracy/scores.ts'
import { normalQuantile } from '../inventory/normal-law.ts'
import { at } from '../vector.ts'

/** Errors of one forecast at one origin, each over the deviation that was foreseen; NaN where nothing is known. */
export interface ScaledErrors {
  readonly id: string
  readonly errors: Float64Array
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

/** Number of errors at which what was seen counts as much as the normal law, and as much as other series. */
const evidence = { law: 60, series: 30, step: 40 }
/** Mean absolute error of a normal law of deviation 1. */
const normalAbsolute = Math.sqrt(2 / Math.PI)

/**
 * Calibrates errors over several origins: how they grow with the horizon, how much each series exceeds its own deviation, and the
 * quantiles of what is left, pooled (split conformal prediction, Lei et al. 2018, with scaled residuals). With little evidence the normal law
 * and the foreseen deviation are kept.
 */
export function calibrateErrors(cells: readonly ScaledErrors[], horizon: number): Calibration {
  const overall = meanAbsolute(cells.map(({ errors }) => errors))
  const typical = overall.count === 0 ? 1 : overall.mean / normalAbsolute
  const pooled = overall.count === 0 ? 1 : Math.exp((overall.count / (overall.count + evidence.law)) * Math.log(Math.max(1e-3, typical)))
  const growth = growthOf(cells, overall.mean, horizon)
  const bySeries = Map.groupBy(
    cells.map(({ id, errors }) => ({ id, errors: errors.map((error, step) => error / at(growth, step)) })),
    ({ id }) => id,
  )
  const standard: number[] = []
  for (const looks of bySeries.values()) {
    for (const look of looks) {
      // By the other looks: a factor that knows an error makes it smaller than the next one will be.
      const factor = factorOver(
        looks.filter((other) => other !== look),
        pooled,
      )
      for (const error of look.errors) if (Number.isFinite(error)) standard.push(error / factor)
    }
  }
  const factors = new Map([...bySeries].map(([id, looks]) => [id, factorOver(looks, pooled)]))
  const factorOf = (id: string): number => factors.get(id) ?? pooled
  standard.sort((a, b) => a - b)
  const trust = standard.length / (standard.length + evidence.law)
  const quantiles = Float64Array.from(quantileLevels, (level) => trust * quantileOf(standard, level) + (1 - trust) * normalQuantile(level))
  return { quantiles, growth, factorOf }
}

/** Mean absolute error by step over that of all steps, smoothed over neighbours. */
function growthOf(cells: readonly ScaledErrors[], overall: number, horizon: number): Float64Array {
  const sums = new Float64Array(horizon)
  const counts = new Float64Array(horizon)
  for (const { errors } of cells) {
    for (let step = 0; step < errors.length; step++) {
      const size = Math.abs(at(errors, step))
      if (!Number.isFinite(size)) continue
      sums[step] = at(sums, step) + size
      counts[step] = at(counts, step) + 1
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
  const { mean, count } = meanAbsolute(looks.map(({ errors }) => errors))
  // In logarithms: a series that errs by nothing for a while is not without error.
  const own = Math.log(Math.max(0.05 * pooled, mean / normalAbsolute))
  const trust = count / (count + evidence.series)
  return Math.exp(trust * own + (1 - trust) * Math.log(pooled))
}

function meanAbsolute(lists: readonly Float64Array[]): { readonly mean: number; readonly count: number } {
  let [sum, count] = [0, 0]
  for (const list of lists) {
    for (const value of list) {
      if (!Number.isFinite(value)) continue
      sum += Math.abs(value)
      count++
    }
  }
  return { mean: count === 0 ? 0 : sum / count, count }
}

/** Quantile of ascending numbers, by linear interpolation (type 7 of Hyndman & Fan 1996); 0 of none. */
function quantileOf(sorted: readonly number[], level: number): number {
  const place = level * (sorted.length - 1)
  const [below, above] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0]
  return below + (above - below) * (place - Math.floor(place))
}
