import { wantNumber } from '../inventory/want.ts'
import { fitAttributeModel, type AttributeModel } from './attribute-forecast.ts'
import { meanCurve, soldShares } from './launch-curve.ts'
import { findLikeStyles, likeMean, type LikeStyle } from './like-styles.ts'
import { codeAttributes, rowCodes } from './style-table.ts'
import { recordedSales, totalUnits, wantStyleSales, type StyleSales } from './styles.ts'

/** What earlier styles teach of new ones. */
export interface NewStyleModel {
  readonly horizonDays: number
  readonly styles: readonly StyleSales[]
  readonly attributes: AttributeModel
  /** Share of the total sold by each day, of each style; undefined for one that sold nothing. */
  readonly curves: readonly (Float64Array | undefined)[]
  /** The same over all styles, each counting alike. */
  readonly meanCurve: Float64Array
  /** The curve that each style would have been given by the others. */
  readonly unseenCurves: readonly Float64Array[]
}

/**
 * Learns from earlier styles what a new one sells in its first `horizonDays` days. A style's total is what was recorded last within them, so give styles
 * that are at least as old, newest first: of like styles that are equally alike the first ones are taken. Undefined without any style.
 */
export function fitNewStyles(earlier: readonly StyleSales[], { horizonDays }: { readonly horizonDays: number }): NewStyleModel | undefined {
  wantNumber('horizonDays', horizonDays, { atLeast: 1, isWhole: true })
  for (const [index, style] of earlier.entries()) wantStyleSales(`earlier[${index}]`, style)
  const styles = earlier.filter((style) => recordedSales(style, horizonDays - 1).days.length > 0)
  if (styles.length === 0) return undefined
  const attributes = fitAttributeModel({
    ids: styles.map(({ id }) => id),
    logTotals: Float64Array.from(styles, (style) => Math.log1p(totalUnits(style, horizonDays - 1))),
    attributes: codeAttributes(styles.map((style) => style.attributes)),
  })
  const days = Int32Array.from({ length: horizonDays }, (_, day) => day)
  const curves = styles.map((style) => soldShares(style, days))
  const whole = meanCurve(curves.map((curve) => ({ curve, weight: 1 }))) ?? Float64Array.from(days, (day) => (day + 1) / horizonDays)
  const learnt = { horizonDays, styles, attributes, curves, meanCurve: whole }
  const unseenCurves = styles.map((_, row) => curveOf(learnt, othersLike(attributes, row), attributes.blend.like))
  return { ...learnt, unseenCurves }
}

/** Curve of like styles, drawn to that of all styles as the total is: they have the share `like`. */
export function curveOf(
  model: Pick<NewStyleModel, 'curves' | 'meanCurve'>,
  likeStyles: readonly Pick<LikeStyle, 'row' | 'weight'>[],
  like: number,
): Float64Array {
  const own = meanCurve(likeStyles.map(({ row, weight }) => ({ curve: model.curves[row], weight })))
  return (
    meanCurve([
      { curve: own, weight: like },
      { curve: model.meanCurve, weight: 1 - like },
    ]) ?? model.meanCurve
  )
}

/** Like styles of an earlier style, itself left out. */
function othersLike(attributes: AttributeModel, row: number): readonly LikeStyle[] {
  const found = findLikeStyles(attributes.table, rowCodes(attributes.table, row), attributes).filter((style) => style.row !== row)
  const whole = likeMean(found, new Float64Array(attributes.table.ids.length).fill(1))
  return found.map((style) => ({ ...style, weight: style.weight / whole }))
}
