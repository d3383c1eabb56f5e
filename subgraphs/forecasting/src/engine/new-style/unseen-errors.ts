import { at } from '../vector.ts'
import { toUnits } from './explain-total.ts'
import { weeklyUnits } from './launch-curve.ts'
import type { NewStyleModel } from './new-style-model.ts'
import { residualQuantile } from './residuals.ts'
import { recordedSales, unitsByDay } from './styles.ts'

/** Errors of forecasts of earlier styles by fits that had not seen them, in log(1 + units). */
export interface UnseenErrors {
  readonly total: Float64Array
  /** One vector a week. */
  readonly weeks: readonly Float64Array[]
}

/** Errors of all earlier styles, each forecast from its first days, of which the last is `lastDay` (−1 before launch), given forecasts of their log totals. */
export function unseenErrors(model: NewStyleModel, unseen: Float64Array, lastDay: number): UnseenErrors {
  const { logTotals } = model.attributes.table
  const days = Int32Array.from({ length: model.horizonDays }, (_, day) => day)
  const rows = model.styles.map((style, row) => {
    const curve = model.unseenCurves[row] ?? model.meanCurve
    const byDay = unitsByDay(recordedSales(style, model.horizonDays - 1), days)
    const sold = byDay.subarray(0, lastDay + 1)
    const total = Math.max(at(sold, lastDay), toUnits(at(unseen, row)))
    return {
      actual: weeklyUnits({ total: at(byDay, byDay.length - 1), curve, sold: byDay }),
      forecast: weeklyUnits({ total, curve, sold }),
    }
  })
  return {
    total: logTotals.map((actual, row) => actual - at(unseen, row)),
    weeks: Array.from({ length: Math.ceil(model.horizonDays / 7) }, (_, week) =>
      Float64Array.from(rows, ({ actual, forecast }) => Math.log1p(at(actual, week)) - Math.log1p(at(forecast, week))),
    ),
  }
}

/** Units that are not exceeded with the chance `level`, around a middle forecast, and never below `least`. */
export function unitsAtLevel(
  middle: number,
  errors: Float64Array,
  { level, least }: { readonly level: number; readonly least: number },
): number {
  return Math.max(least, toUnits(Math.log1p(middle) + residualQuantile(errors, level)))
}
