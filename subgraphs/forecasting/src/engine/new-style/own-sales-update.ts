import { at } from '../vector.ts'
import { leastValidated } from './attribute-forecast.ts'
import type { NewStyleModel } from './new-style-model.ts'
import { fitOwnSales, ownSalesForecast, ownSalesRow, type OwnSalesModel } from './own-sales.ts'
import { recordedSales, unitsByDay } from './styles.ts'
import { unseenErrors, type UnseenErrors } from './unseen-errors.ts'

/** What earlier styles teach of a style whose sales are known on certain days. */
export interface OwnSalesUpdate {
  /** Days from launch, each of which has an observation. */
  readonly days: Int32Array
  /** Undefined where the forecast of the attributes stands: before the first observation, or with too few earlier styles. */
  readonly ownSales: OwnSalesModel | undefined
  readonly errors: UnseenErrors
}

/** Learns from the earlier styles' sales up to the same days. */
export function learnUpdate(model: NewStyleModel, days: Int32Array): OwnSalesUpdate {
  const { attributes, styles, horizonDays } = model
  const { ids, logTotals } = attributes.table
  const isLearnt = days.length > 0 && styles.length >= leastValidated
  const rows = styles.map((style, row) => ownSalesRow(unitsByDay(recordedSales(style, horizonDays - 1), days), at(attributes.unseen, row)))
  const ownSales = isLearnt ? fitOwnSales({ ids, rows, logTotals, attributeForecasts: attributes.unseen }) : undefined
  return { days, ownSales, errors: unseenErrors(model, ownSales?.unseen ?? attributes.unseen, days.at(-1) ?? -1) }
}

/** Log total of a style that sold `units` by each of the update's days and of which attributes said `before`. */
export function updatedLogTotal({ ownSales }: OwnSalesUpdate, units: Float64Array, before: number): number {
  return ownSales === undefined ? before : ownSalesForecast(ownSales, ownSalesRow(units, before))
}
