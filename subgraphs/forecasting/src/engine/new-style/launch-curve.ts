import { at } from '../vector.ts'
import { recordedSales, unitsByDay, type StyleSales } from './styles.ts'

/** Share of a style's total that is sold by each of the wanted days, rising to 1 on the last; undefined for a style that sold nothing. */
export function soldShares(style: StyleSales, wanted: Int32Array): Float64Array | undefined {
  const units = unitsByDay(recordedSales(style, wanted.at(-1) ?? 0), wanted)
  const total = at(units, units.length - 1)
  return total > 0 ? units.map((sold) => sold / total) : undefined
}

/** A curve and its weight. */
export interface WeightedCurve {
  readonly curve: Float64Array | undefined
  readonly weight: number
}

/** Weighted mean of curves, without those that are undefined; undefined when no weight is left. */
export function meanCurve(curves: readonly WeightedCurve[]): Float64Array | undefined {
  let sum: Float64Array | undefined
  let whole = 0
  for (const { curve, weight } of curves) {
    if (curve === undefined || weight === 0) continue
    const before = sum
    sum = curve.map((share, day) => at(before ?? curve, day) * (before === undefined ? 0 : 1) + weight * share)
    whole += weight
  }
  return sum?.map((share) => share / whole)
}

/** What is known when a total is laid out over days. */
export interface LaidOut {
  /** Units over the horizon, at least as many as were sold. */
  readonly total: number
  /** Share of a total sold by each day of the horizon. */
  readonly curve: Float64Array
  /** Units sold by each day observed, from the launch's on; the rest of the total follows the rest of the curve. */
  readonly sold: Float64Array
}

/** Units in each week of the horizon, the last of which may have fewer days. They sum to the total. */
export function weeklyUnits({ total, curve, sold }: LaidOut): Float64Array {
  const before = at(sold, sold.length - 1)
  const curveBefore = at(curve, sold.length - 1)
  const left = 1 - curveBefore
  const byDay = (day: number): number => {
    if (day < sold.length) return at(sold, day)
    // A curve that is at its end spreads what is left evenly.
    const share = left > 0 ? (at(curve, day) - curveBefore) / left : (day + 1 - sold.length) / (curve.length - sold.length)
    return before + (total - before) * share
  }
  return new Float64Array(Math.ceil(curve.length / 7)).map((_, week) => {
    const end = Math.min(curve.length, 7 * (week + 1)) - 1
    return byDay(end) - (week === 0 ? 0 : byDay(7 * week - 1))
  })
}
