import { quantileLevels } from '../accuracy/scores.ts'
import { countLaw } from '../inventory/count-law.ts'
import { at } from '../vector.ts'
import type { Calibration } from './calibrate-errors.ts'
import type { PathForecast } from './panel.ts'

export interface QuantileOptions {
  readonly id: string
  /**
   * Share of the negative binomial law of the mean and the calibrated spread, 0 to 1; the rest is the errors' own law. Their quantiles are
   * averaged (Lichtendahl, Grushka-Cockayne & Winkler 2013).
   */
  readonly countShare: number
  /** Whether values may be below zero. */
  readonly isSigned: boolean
  /** Where values are whole: the fraction from which a quantile is rounded up. */
  readonly wholeUpFrom: number | undefined
  /** Factor on all errors, for what origins have not seen. */
  readonly widening: number
}

/** Above this mean the errors' own law is as good, and does not have to be summed up count by count. */
const largestMean = 200

/** One vector a level of `quantileLevels`, ascending at every step. */
export function quantilesAround(
  { mean, deviation }: PathForecast,
  { quantiles, growth, factorOf }: Calibration,
  { id, countShare, isSigned, wholeUpFrom, widening }: QuantileOptions,
): readonly Float64Array[] {
  const factor = factorOf(id)
  const levels = quantileLevels.map(() => new Float64Array(mean.length))
  for (let step = 0; step < mean.length; step++) {
    const centre = isSigned ? at(mean, step) : Math.max(0, at(mean, step))
    const spread = widening * at(growth, step) * factor * at(deviation, step)
    const share = centre > largestMean ? 0 : countShare
    const byCount = share === 0 ? undefined : countLaw(centre, spread * spread)
    for (const [index, level] of quantileLevels.entries()) {
      const byErrors = share === 1 ? 0 : centre + at(quantiles, index) * spread
      const byCounts = byCount === undefined ? 0 : byCount(level)
      const value = (1 - share) * (isSigned ? byErrors : Math.max(0, byErrors)) + share * byCounts
      const column = levels[index]
      if (column !== undefined) column[step] = wholeUpFrom === undefined ? value : Math.floor(value + 1 - wholeUpFrom)
    }
  }
  return levels
}
